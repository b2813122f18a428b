package sharelora.engine.model.config;

import java.util.List;
import java.util.Map;

/**
 * Token ids that a config names; empty where there is none.
 *
 * @param begin what a text begins with
 * @param ends whatever of these comes first ends a text
 * @param padding what fills a text up elsewhere; nothing is padded here
 */
public record SpecialTokens(List<Integer> begin, List<Integer> ends, List<Integer> padding) {

    /** No token is special. */
    static final SpecialTokens NONE = new SpecialTokens(List.of(), List.of(), List.of());

    public SpecialTokens {
        begin = List.copyOf(begin);
        ends = List.copyOf(ends);
        padding = List.copyOf(padding);
    }

    static SpecialTokens of(ConfigFields json) {
        return new SpecialTokens(json.tokens("bos_token_id"), json.tokens("eos_token_id"), json.tokens("pad_token_id"));
    }

    /** Adds the fields that say the same. */
    void addTo(Map<String, Object> fields) {
        add(fields, "bos_token_id", begin);
        add(fields, "eos_token_id", ends);
        add(fields, "pad_token_id", padding);
    }

    /** Null is said too: left out it would be the default of the family. */
    private static void add(Map<String, Object> fields, String name, List<Integer> tokens) {
        fields.put(name, tokens.isEmpty() ? null : tokens.size() == 1 ? tokens.getFirst() : tokens);
    }
}
