package sharelora.operations.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a {@code tokenizer.json} says of itself: its tokens, and the few settings that other files repeat. */
final class TokenizerJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode file;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> contents = new HashMap<>();

    private TokenizerJson(JsonNode file) {
        this.file = file;
        JsonNode vocabulary = file.path("model").path("vocab");
        if (vocabulary.isObject()) {
            vocabulary.properties().forEach(token -> put(token.getKey(), token.getValue()));
        }
        for (int i = 0; vocabulary.isArray() && i < vocabulary.size(); i++) {
            put(vocabulary.get(i).path(0).asText(), i); // a token and how probable it is
        }
        file.path("added_tokens").forEach(token -> put(token.path("content").asText(), token.path("id")));
    }

    /** @throws UncheckedIOException where it cannot be read */
    static TokenizerJson read(Path file) {
        try {
            return new TokenizerJson(JSON.readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void put(String content, JsonNode id) {
        if (id.canConvertToInt()) {
            put(content, id.intValue());
        }
    }

    private void put(String content, int id) {
        ids.put(content, id);
        contents.put(id, content);
    }

    Optional<Integer> id(String content) {
        return Optional.ofNullable(ids.get(content));
    }

    Optional<String> content(int id) {
        return Optional.ofNullable(contents.get(id));
    }

    /** What stands for a word that it has no tokens for. */
    Optional<String> unknown() {
        return Optional.ofNullable(file.path("model").path("unk_token").textValue());
    }

    /** The special token that it puts before a text. */
    Optional<String> opening() {
        return special("cls", false);
    }

    /** The special token that it puts behind a text. */
    Optional<String> closing() {
        return special("sep", true);
    }

    /** The normalizer of BERT, which lower-cases or does not. */
    Optional<JsonNode> bertNormalizer() {
        return parts(file.path("normalizer"), "normalizers")
                .filter(part -> part.path("type").asText().equals("BertNormalizer"))
                .findFirst();
    }

    /** Whether a text is read as if a space were before it; none where its kind of words knows no such thing. */
    Optional<Boolean> prefixSpace() {
        JsonNode flag = file.path("pre_tokenizer").path("add_prefix_space");
        return flag.isBoolean() ? Optional.of(flag.booleanValue()) : Optional.empty();
    }

    /** @param field where processors of BERT and RoBERTa have it, as content and id */
    private Optional<String> special(String field, boolean last) {
        return parts(file.path("post_processor"), "processors")
                .flatMap(part -> {
                    JsonNode template = part.path("single");
                    JsonNode at = template.path(last ? template.size() - 1 : 0);
                    return Stream.of(
                            part.path(field).path(0), at.path("SpecialToken").path("id"));
                })
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    /** A step, or the steps that it is a sequence of. */
    private static Stream<JsonNode> parts(JsonNode step, String field) {
        JsonNode steps = step.path(field);
        return steps.isArray() ? steps.valueStream().flatMap(part -> parts(part, field)) : Stream.of(step);
    }
}
