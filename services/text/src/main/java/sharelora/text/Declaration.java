package sharelora.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the files beside a {@code tokenizer.json} say of the tokenizer.
 *
 * @param config {@code tokenizer_config.json}
 * @param map {@code special_tokens_map.json}; it counts where the other has no {@code added_tokens_decoder}
 */
record Declaration(TokenizerJson config, TokenizerJson map) {

    private static final String ADDED = "added_tokens_decoder";

    private static final String END = "_token";

    boolean has(String field) {
        return config.root().hasNonNull(field);
    }

    /**
     * A flag.
     *
     * @throws TokenizerFileException where it is something else
     */
    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!config.part(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return config.part(field).booleanValue();
    }

    Optional<String> text(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!config.part(field).isTextual()) {
            throw wrong(field, "a text");
        }
        return Optional.of(config.part(field).textValue());
    }

    /** Whether the added tokens are listed here too. */
    boolean listsTokens() {
        return has(ADDED);
    }

    /** The listed tokens by their ids, as texts. */
    Map<String, JsonNode> listedTokens() {
        Map<String, JsonNode> tokens = new LinkedHashMap<>();
        config.part(ADDED).properties().forEach(token -> tokens.put(token.getKey(), token.getValue()));
        return tokens;
    }

    /** A special token of the class. */
    String token(TokenizerClass kind, String field) {
        return namedTokens().getOrDefault(field, kind.tokens().getOrDefault(field, ""));
    }

    /** Every special token that has a name, and those without one, by the field that names it. */
    Map<String, String> namedTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        add(config, tokens);
        if (!listsTokens()) {
            add(map, tokens);
        }
        return tokens;
    }

    private static void add(TokenizerJson file, Map<String, String> tokens) {
        file.root().properties().forEach(field -> {
            if (field.getKey().endsWith(END)) {
                content(field.getValue()).ifPresent(token -> tokens.put(field.getKey(), token));
            } else if (field.getKey().endsWith("_special_tokens")) {
                int i = 0;
                for (JsonNode each : field.getValue()) { // a list, or an object whose values they are
                    String name = field.getKey() + "[" + i++ + "]";
                    content(each).ifPresent(token -> tokens.put(name, token));
                }
            }
        });
    }

    private static Optional<String> content(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }

    /** The exception for a field whose value does not do. */
    TokenizerFileException wrong(String field, String expected) {
        return new TokenizerFileException(
                config.file(), field + " is " + TokenizerJson.shown(config.part(field)) + ": expected " + expected);
    }
}
