package sharelora.engine.model.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} of a Hugging Face LLaMA (1, 2, 3 and models of the same architecture). A missing field has the
 * default of transformers' {@code LlamaConfig}.
 *
 * @param layers L
 * @param hidden D, a multiple of {@code heads}
 * @param heads of the queries
 * @param keyValueHeads of keys and values, a divisor of heads
 * @param vocabulary V
 * @param positions longest sequence
 * @param attentionDropout probability on attention weights
 * @param tied whether the language head is the word table
 */
public record LlamaConfig(
        int layers,
        int hidden,
        int heads,
        int keyValueHeads,
        int intermediate,
        int vocabulary,
        int positions,
        double normEpsilon,
        Rotary rotary,
        double attentionDropout,
        boolean tied,
        SpecialTokens tokens)
        implements ModelConfig {

    static LlamaConfig of(ConfigFields json) {
        json.only("hidden_act", "silu");
        json.only("attention_bias", false);
        json.only("mlp_bias", false);
        json.onlyPlainWeights();
        int heads = json.size("num_attention_heads", 32);
        int positions = json.size("max_position_embeddings", 2048);
        LlamaConfig config = new LlamaConfig(
                json.layers("num_hidden_layers", 32),
                json.size("hidden_size", 4096),
                heads,
                json.size("num_key_value_heads", heads),
                json.size("intermediate_size", 11008),
                json.vocabulary(32000),
                positions,
                json.number("rms_norm_eps", 1e-6, 1),
                Rotary.of(json, positions),
                json.probability("attention_dropout", 0),
                json.flag("tie_word_embeddings", false),
                SpecialTokens.of(json, 1, 2));
        json.onlyDivisor("num_attention_heads", heads, "hidden_size", config.hidden);
        json.onlyDivisor("num_key_value_heads", config.keyValueHeads, "num_attention_heads", heads);
        json.only("head_dim", config.headWidth());
        if (config.headWidth() % 2 != 0) {
            throw json.json().wrong("num_attention_heads", "heads of an even number of columns of " + config.hidden);
        }
        return config;
    }

    /** A decoder of that shape. */
    static LlamaConfig of(ModelShape shape) {
        return new LlamaConfig(
                shape.layers(),
                shape.hidden(),
                shape.heads(),
                shape.keyValueHeads(),
                shape.intermediate(),
                shape.vocabulary(),
                shape.positions(),
                1e-6,
                new Rotary(10_000, Rotary.Scaling.NONE),
                0,
                false,
                SpecialTokens.NONE);
    }

    /** K. */
    public int headWidth() {
        return hidden / heads;
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>(Map.ofEntries(
                Map.entry("architectures", List.of("LlamaForCausalLM")),
                Map.entry("model_type", "llama"),
                Map.entry("hidden_act", "silu"),
                Map.entry("num_hidden_layers", layers),
                Map.entry("hidden_size", hidden),
                Map.entry("num_attention_heads", heads),
                Map.entry("num_key_value_heads", keyValueHeads),
                Map.entry("intermediate_size", intermediate),
                Map.entry("vocab_size", vocabulary),
                Map.entry("max_position_embeddings", positions),
                Map.entry("rms_norm_eps", normEpsilon),
                Map.entry("attention_dropout", attentionDropout),
                Map.entry("tie_word_embeddings", tied)));
        rotary.addTo(fields);
        tokens.addTo(fields);
        return fields;
    }

    @Override
    public ModelShape shape() {
        return new ModelShape("llama", layers, hidden, heads, keyValueHeads, intermediate, vocabulary, positions);
    }

    @Override
    public Optional<String> wordsName() {
        return Optional.of(tied ? "embed_tokens.weight" : "lm_head.weight");
    }
}
