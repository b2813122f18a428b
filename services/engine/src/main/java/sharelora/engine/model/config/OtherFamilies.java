package sharelora.engine.model.config;

import java.util.Map;

/** What to take instead of the model families that are not there. */
final class OtherFamilies {

    private static final String ENCODER = "an encoder of another kind; for classification and regression take a bert or"
            + " roberta, such as minilm, bge-small or bert-base by name";

    private static final String ROBERTA_LIKE =
            "of RoBERTa's kind with a config of its own; take a roberta, or bert-base,"
                    + " bge-small or minilm by name";

    private static final String DECODER = "a decoder of another kind; take a llama, such as SmolLM2-135M, or a gpt2";

    private static final String BOTH =
            "an encoder with a decoder; for classification and regression take a bert or roberta,"
                    + " for generation a llama or gpt2";

    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("distilbert", ENCODER),
            Map.entry("electra", ENCODER),
            Map.entry("albert", ENCODER),
            Map.entry("mpnet", ENCODER),
            Map.entry("deberta", ENCODER),
            Map.entry("deberta-v2", ENCODER),
            Map.entry("modernbert", ENCODER),
            Map.entry("nomic_bert", ENCODER),
            Map.entry("xlnet", ENCODER),
            Map.entry("xlm-roberta", ROBERTA_LIKE),
            Map.entry("xlm-roberta-xl", ROBERTA_LIKE),
            Map.entry("camembert", ROBERTA_LIKE),
            Map.entry("roberta-prelayernorm", ROBERTA_LIKE),
            Map.entry("mistral", DECODER),
            Map.entry("ministral", DECODER),
            Map.entry("mixtral", DECODER),
            Map.entry("qwen2", DECODER),
            Map.entry("qwen3", DECODER),
            Map.entry("gemma", DECODER),
            Map.entry("gemma2", DECODER),
            Map.entry("gemma3_text", DECODER),
            Map.entry("phi", DECODER),
            Map.entry("phi3", DECODER),
            Map.entry("smollm3", DECODER),
            Map.entry("olmo2", DECODER),
            Map.entry("falcon", DECODER),
            Map.entry("bloom", DECODER),
            Map.entry("gptj", DECODER),
            Map.entry("opt", DECODER),
            Map.entry("gpt_neo", DECODER),
            Map.entry("gpt_neox", DECODER),
            Map.entry("gpt_bigcode", DECODER),
            Map.entry("t5", BOTH),
            Map.entry("mt5", BOTH),
            Map.entry("bart", BOTH),
            Map.entry("mbart", BOTH));

    private OtherFamilies() {}

    /** What was expected instead of that {@code model_type}, with a hint where the family is known. */
    static String expected(String family) {
        String hint = HINTS.get(family);
        return "one of " + ModelShape.FAMILIES + (hint == null ? "" : ", since a " + family + " is " + hint);
    }
}
