package sharelora.operations.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import sharelora.engine.format.ModelFormatException;

/** How many tokens a {@code tokenizer.json} can give, counted without the native library. */
final class TokenizerSize {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerSize() {}

    /**
     * Its largest id and one; 0 where the file says no ids.
     *
     * @throws ModelFormatException where the file is no JSON
     */
    static int of(Path tokenizerJson) {
        JsonNode root = root(tokenizerJson);
        JsonNode vocabulary = root.path("model").path("vocab");
        // A vocabulary is an object of ids, or, for SentencePiece's Unigram, a list whose places are the ids.
        int own = vocabulary.isArray() ? vocabulary.size() : 1 + largest(vocabulary.valueStream());
        int added = 1 + largest(root.path("added_tokens").valueStream().map(token -> token.path("id")));
        return Math.max(own, added);
    }

    private static int largest(Stream<JsonNode> ids) {
        return ids.mapToInt(id -> id.asInt(-1)).max().orElse(-1);
    }

    private static JsonNode root(Path tokenizerJson) {
        try {
            return JSON.readTree(tokenizerJson.toFile());
        } catch (IOException e) {
            throw new ModelFormatException(tokenizerJson, "is no tokenizer: expected JSON", e);
        }
    }
}
