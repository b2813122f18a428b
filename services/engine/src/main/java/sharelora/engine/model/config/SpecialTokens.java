package sharelora.engine.model.config;

import java.util.List;
import java.util.Map;

/**
 * Token ids that a config names; empty where there is none.
 *
 * @param begin what a text begins with
 * @param ends each of these ends a text
 * @param padding token that other programs pad with; this engine does not pad
 */
public record SpecialTokens(List<Integer> begin, List<Integer> ends, List<Integer> padding) {

    /** No token is special. */
    static final SpecialTokens NONE = new SpecialTokens(List.of(), List.of(), List.of());

    public SpecialTokens {
        begin = List.copyOf(begin);
        ends = List.copyOf(ends);
        padding = List.copyOf(padding);
    }

    /**
     * Those of a config.
     *
     * @param begin what transformers takes where the config does not mention a begin token, be it null
     * @param end the same of the end token
     */
    static SpecialTokens of(ConfigFields json, int begin, int end) {
        return new SpecialTokens(
                json.tokens("bos_token_id", begin), json.tokens("eos_token_id", end), json.tokens("pad_token_id"));
    }

    /** Adds the equivalent fields of a config. */
    void addTo(Map<String, Object> fields) {
        add(fields, "bos_token_id", begin);
        add(fields, "eos_token_id", ends);
        add(fields, "pad_token_id", padding);
    }

    /** Null is written too, since a missing field would mean the default of the family. */
    private static void add(Map<String, Object> fields, String name, List<Integer> tokens) {
        fields.put(name, tokens.isEmpty() ? null : tokens.size() == 1 ? tokens.getFirst() : tokens);
    }
}
