package sharelora.engine.model.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} of a Hugging Face GPT-2. A missing field has the default of transformers' {@code GPT2Config}.
 *
 * @param layers L
 * @param hidden D, a multiple of {@code heads}
 * @param vocabulary V
 * @param positions longest sequence
 * @param tied whether the language head is the word table
 */
public record Gpt2Config(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int positions,
        double layerNormEpsilon,
        Dropouts dropouts,
        boolean tied,
        SpecialTokens tokens)
        implements ModelConfig {

    private static final int END_OF_TEXT = 50256;

    /**
     * Probabilities of the model's own dropout.
     *
     * @param embedding after the embeddings
     * @param residual after attention and feed-forward output
     * @param attention on attention weights
     */
    public record Dropouts(double embedding, double residual, double attention) {}

    static Gpt2Config of(ConfigFields json) {
        json.only("activation_function", "gelu_new");
        json.only("scale_attn_weights", true);
        json.only("scale_attn_by_inverse_layer_idx", false);
        json.onlyPlainWeights();
        int hidden = json.size("n_embd", 768);
        Gpt2Config config = new Gpt2Config(
                json.layers("n_layer", 12),
                hidden,
                json.size("n_head", 12),
                json.size("n_inner", 4 * hidden),
                json.vocabulary(50257),
                json.size("n_positions", 1024),
                json.number("layer_norm_epsilon", 1e-5, 1),
                new Dropouts(
                        json.probability("embd_pdrop", 0.1),
                        json.probability("resid_pdrop", 0.1),
                        json.probability("attn_pdrop", 0.1)),
                json.flag("tie_word_embeddings", true),
                SpecialTokens.of(json, END_OF_TEXT, END_OF_TEXT));
        json.only("hidden_size", hidden); // other names that transformers reads the same fields by
        json.only("num_hidden_layers", config.layers);
        json.only("num_attention_heads", config.heads);
        json.only("max_position_embeddings", config.positions);
        json.onlyDivisor("n_head", config.heads, "n_embd", config.hidden);
        return config;
    }

    /** A decoder of that shape. */
    static Gpt2Config of(ModelShape shape) {
        return new Gpt2Config(
                shape.layers(),
                shape.hidden(),
                shape.heads(),
                shape.intermediate(),
                shape.vocabulary(),
                shape.positions(),
                1e-5,
                new Dropouts(0.1, 0.1, 0.1),
                true,
                SpecialTokens.NONE);
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>(Map.ofEntries(
                Map.entry("architectures", List.of("GPT2LMHeadModel")),
                Map.entry("model_type", "gpt2"),
                Map.entry("activation_function", "gelu_new"),
                Map.entry("n_layer", layers),
                Map.entry("n_embd", hidden),
                Map.entry("n_head", heads),
                Map.entry("n_inner", intermediate),
                Map.entry("vocab_size", vocabulary),
                Map.entry("n_positions", positions),
                Map.entry("layer_norm_epsilon", layerNormEpsilon),
                Map.entry("embd_pdrop", dropouts.embedding),
                Map.entry("resid_pdrop", dropouts.residual),
                Map.entry("attn_pdrop", dropouts.attention),
                Map.entry("tie_word_embeddings", tied)));
        tokens.addTo(fields);
        return fields;
    }

    @Override
    public ModelShape shape() {
        return new ModelShape("gpt2", layers, hidden, heads, heads, intermediate, vocabulary, positions);
    }

    @Override
    public Optional<String> wordsName() {
        return Optional.of(tied ? "wte.weight" : "lm_head.weight");
    }
}
