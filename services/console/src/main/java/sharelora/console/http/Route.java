package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that can be asked.
 *
 * @param method of HTTP
 * @param template of the path, with variables as {@code {job}}
 * @param role that whoever asks needs
 * @param id name of the operation
 * @param summary one sentence
 * @param input what it takes beside the path
 * @param handling answers; may block
 */
record Route(String method, String template, Role role, String id, String summary, Input input, Handling handling) {

    /** Longest variable. */
    private static final String VALUE = "([A-Za-z0-9._-]{1,128})";

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    /** Answers a request with JSON, or throws {@link HttpProblem} or what the operations throw. */
    @FunctionalInterface
    interface Handling {
        JsonNode answer(Call call);
    }

    /**
     * What a request has beside its path.
     *
     * @param parameters names, each with a sentence
     * @param fields of the body, each with a sentence; none: no JSON body
     * @param type of the body; empty: there is none
     * @param most bytes of it
     */
    record Input(Map<String, String> parameters, Map<String, String> fields, String type, int most) {

        static final Input NONE = new Input(Map.of(), Map.of(), "", 0);

        static Input parameters(Map<String, String> parameters) {
            return new Input(parameters, Map.of(), "", 0);
        }

        static Input json(Map<String, String> fields, int most) {
            return new Input(Map.of(), fields, "application/json", most);
        }

        static Input body(String type, int most) {
            return new Input(Map.of(), Map.of(), type, most);
        }
    }

    List<String> variables() {
        List<String> names = new ArrayList<>();
        Matcher found = VARIABLE.matcher(template);
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /** The variables' values where the path is of this template. */
    Optional<Map<String, String>> match(String path) {
        String pattern = VARIABLE.matcher(template).replaceAll(Matcher.quoteReplacement(VALUE));
        Matcher found = Pattern.compile(pattern).matcher(path);
        if (!found.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> names = variables();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), found.group(i + 1));
        }
        return Optional.of(values);
    }
}
