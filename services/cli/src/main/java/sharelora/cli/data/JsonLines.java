package sharelora.cli.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Records from {@code {"id","text","label"}} lines. A line that is none is counted by its reason and passed over. */
public final class JsonLines {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 4 << 20;

    private static final int LINES_NAMED = 5;

    /** Lines that were passed over for one reason: how many, and the numbers of the first. */
    private record Skipped(long count, List<Long> first) {

        private Skipped and(long line) {
            List<Long> named = new ArrayList<>(first);
            if (named.size() < LINES_NAMED) {
                named.add(line);
            }
            return new Skipped(count + 1, named);
        }

        private String words(String reason) {
            String numbers = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            String more = count > first.size() ? " and " + (count - first.size()) + " more" : "";
            String lines = count == 1 ? "line" : "lines";
            return count + " " + lines + " skipped, " + reason + ": " + lines + " " + numbers + more;
        }
    }

    private final Map<String, Skipped> skipped = new TreeMap<>();
    private long line;

    /** What was passed over, in words: a line for every reason, with the numbers of the first lines. */
    public List<String> skipped() {
        return skipped.entrySet().stream()
                .map(each -> each.getValue().words(each.getKey()))
                .toList();
    }

    /** Hands on every record of the stream as it is read; the stream is not closed. */
    public void read(InputStream input, Consumer<LabelledText> records) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                if (text.length() <= LONGEST_LINE) {
                    text.append((char) c);
                }
                continue;
            }
            accept(text, records);
        }
        accept(text, records);
    }

    /** All records of a file. */
    public List<LabelledText> read(Path file) throws IOException {
        List<LabelledText> records = new ArrayList<>();
        try (InputStream input = Files.newInputStream(file)) {
            read(input, records::add);
        }
        return records;
    }

    /** The distinct labels, sorted; a blank one is none. */
    public static List<String> labels(List<LabelledText> records) {
        return records.stream()
                .map(LabelledText::label)
                .filter(label -> label != null && !label.isBlank())
                .distinct()
                .sorted()
                .toList();
    }

    private void accept(StringBuilder text, Consumer<LabelledText> records) {
        line++;
        String content = text.toString();
        text.setLength(0);
        if (content.isBlank()) {
            return;
        }
        if (content.length() > LONGEST_LINE) {
            skip("longer than 4 Mi characters");
            return;
        }
        try {
            JsonNode node = JSON.readTree(content);
            if (!node.path("text").isTextual()) {
                skip("no field \"text\" with a text");
                return;
            }
            for (String name : List.of("id", "label")) {
                if (node.path(name).isContainerNode()) {
                    skip("field \"" + name + "\" is no text");
                    return;
                }
            }
            String id = node.hasNonNull("id") ? node.get("id").asText() : "line-" + line;
            String label = node.hasNonNull("label") ? node.get("label").asText() : null;
            records.accept(new LabelledText(id, node.get("text").textValue(), label));
        } catch (JsonProcessingException e) {
            skip("not JSON");
        }
    }

    private void skip(String reason) {
        skipped.put(
                reason, skipped.getOrDefault(reason, new Skipped(0, List.of())).and(line));
    }
}
