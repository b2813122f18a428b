package sharelora.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@code tokenizer.json} or one of the small files beside it, as a tree. */
record TokenizerJson(Path file, ObjectNode root) {

    private static final int MOST_CHARACTERS = 64 << 20;

    private static final int LONGEST_SHOWN = 120;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_CHARACTERS)
                            .build())
                    .build())
            .build();

    /**
     * Reads a file.
     *
     * @throws TokenizerFileException where it cannot be read or is no JSON object
     */
    static TokenizerJson read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!(root instanceof ObjectNode object)) {
                throw new TokenizerFileException(file, "is no JSON object");
            }
            return new TokenizerJson(file, object);
        } catch (JsonProcessingException e) {
            throw new TokenizerFileException(file, "is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new TokenizerFileException(file, "cannot be read (" + e + ")", e);
        }
    }

    /** The file, or an empty one where there is none. */
    static TokenizerJson readIfThere(Path file) {
        return Files.exists(file) ? read(file) : new TokenizerJson(file, JSON.createObjectNode());
    }

    /** An object to be filled. */
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    byte[] bytes() {
        return bytes(root);
    }

    /** The text of a tree, on one line. */
    static byte[] bytes(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** A value or a token, quoted and cut, fit for one line of a message. */
    static String shown(Object value) {
        String text = value instanceof String token ? '"' + token + '"' : value.toString();
        String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    /** A text of the file, where it has that. */
    Optional<String> textOf(String name) {
        return root.path(name).isTextual() ? Optional.of(root.path(name).textValue()) : Optional.empty();
    }

    /** A part such as {@code normalizer}; one without fields where it is missing or null. */
    JsonNode part(String name) {
        return root.path(name);
    }

    /** The tokens that are found in a text before anything else, by their content. */
    Map<String, JsonNode> addedTokens() {
        Map<String, JsonNode> tokens = new LinkedHashMap<>();
        root.path("added_tokens")
                .forEach(token -> tokens.put(token.path("content").asText(), token));
        return tokens;
    }

    /** One more than the largest id that a text can get. */
    int tokens() {
        int most = -1;
        for (JsonNode token : root.path("added_tokens")) {
            most = Math.max(most, token.path("id").intValue());
        }
        JsonNode vocabulary = root.path("model").path("vocab");
        if (vocabulary.isArray()) { // Unigram: pairs of piece and score
            return Math.max(most + 1, vocabulary.size());
        }
        for (JsonNode id : vocabulary) {
            most = Math.max(most, id.intValue());
        }
        return most + 1;
    }

    /** The special tokens around a single text, with {@code null} where the text is; none: the text alone. */
    List<String> around(boolean pair) {
        return around(part("post_processor"), pair);
    }

    private static List<String> around(JsonNode processor, boolean pair) {
        return switch (processor.path("type").asText()) {
            case "TemplateProcessing" -> ofTemplate(processor.path(pair ? "pair" : "single"));
            case "BertProcessing" -> ofEnds(processor, pair, 1);
            case "RobertaProcessing" -> ofEnds(processor, pair, 2);
            case "Sequence" -> {
                for (JsonNode each : processor.path("processors")) {
                    List<String> found = around(each, pair);
                    if (found.size() > (pair ? 2 : 1)) {
                        yield found;
                    }
                }
                yield around(JSON.missingNode(), pair);
            }
            default -> Collections.nCopies(pair ? 2 : 1, (String) null);
        };
    }

    private static List<String> ofTemplate(JsonNode parts) {
        List<String> around = new ArrayList<>();
        for (JsonNode part : parts) {
            JsonNode special = part.path("SpecialToken");
            around.add(special.isObject() ? special.path("id").asText() : null);
        }
        return around;
    }

    /** @param between how often the end token is between two texts */
    private static List<String> ofEnds(JsonNode processor, boolean pair, int between) {
        String end = processor.path("sep").path(0).asText();
        List<String> around = new ArrayList<>();
        around.add(processor.path("cls").path(0).asText());
        around.add(null);
        if (pair) {
            around.addAll(Collections.nCopies(between, end));
            around.add(null);
        }
        around.add(end);
        return around;
    }
}
