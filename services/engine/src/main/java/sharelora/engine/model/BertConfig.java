package sharelora.engine.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;

/**
 * What {@code config.json} of a Hugging Face BERT says. A field that is not there has the default of its
 * {@code BertConfig}.
 *
 * @param layers L
 * @param hidden D, a multiple of {@code heads}
 * @param vocabulary V
 * @param positions longest sequence
 * @param hiddenDropout probability after embeddings, attention output and feed-forward output
 * @param attentionDropout probability on attention weights
 */
public record BertConfig(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int positions,
        int tokenTypes,
        double layerNormEpsilon,
        double hiddenDropout,
        double attentionDropout) {

    private static final int MOST = 1 << 20;

    private static final int MOST_TOKENS = 1 << 24;

    /**
     * Reads a config and refuses by name what would make another model of it.
     *
     * @throws ModelFormatException naming file, field, value and expectation
     */
    public static BertConfig read(Path configJson) {
        JsonFields json = JsonFields.read(configJson);
        if (!json.has("model_type") || !json.text("model_type").equals("bert")) {
            throw json.wrong("model_type", "bert");
        }
        refuseOtherModels(json);
        BertConfig config = new BertConfig(
                size(json, "num_hidden_layers", 12, 1024),
                size(json, "hidden_size", 768, MOST),
                size(json, "num_attention_heads", 12, MOST),
                size(json, "intermediate_size", 3072, MOST),
                size(json, "vocab_size", 30522, MOST_TOKENS),
                size(json, "max_position_embeddings", 512, MOST),
                size(json, "type_vocab_size", 2, MOST),
                number(json, "layer_norm_eps", 1e-12, 1),
                number(json, "hidden_dropout_prob", 0.1, 0.99),
                number(json, "attention_probs_dropout_prob", 0.1, 0.99));
        if (config.hidden % config.heads != 0) {
            throw json.wrong("num_attention_heads", "a divisor of hidden_size " + config.hidden);
        }
        return config;
    }

    /** The fields of a {@code config.json} that says the same. */
    public Map<String, Object> fields() {
        return Map.ofEntries(
                Map.entry("architectures", List.of("BertModel")),
                Map.entry("model_type", "bert"),
                Map.entry("hidden_act", "gelu"),
                Map.entry("num_hidden_layers", layers),
                Map.entry("hidden_size", hidden),
                Map.entry("num_attention_heads", heads),
                Map.entry("intermediate_size", intermediate),
                Map.entry("vocab_size", vocabulary),
                Map.entry("max_position_embeddings", positions),
                Map.entry("type_vocab_size", tokenTypes),
                Map.entry("layer_norm_eps", layerNormEpsilon),
                Map.entry("hidden_dropout_prob", hiddenDropout),
                Map.entry("attention_probs_dropout_prob", attentionDropout));
    }

    /** Its sizes alone. */
    public ModelShape shape() {
        return new ModelShape("bert", layers, hidden, heads, heads, intermediate, vocabulary, positions);
    }

    private static void refuseOtherModels(JsonFields json) {
        only(json, "hidden_act", "gelu");
        only(json, "position_embedding_type", "absolute");
        for (String flag : List.of("is_decoder", "add_cross_attention", "is_encoder_decoder")) {
            if (json.has(flag) && json.flag(flag)) {
                throw json.wrong(flag, "false");
            }
        }
        if (json.has("pruned_heads") && !json.object("pruned_heads").names().isEmpty()) {
            throw json.wrong("pruned_heads", "no pruned heads");
        }
        if (json.has("quantization_config")) {
            throw json.wrong("quantization_config", "weights that are not quantized");
        }
    }

    private static void only(JsonFields json, String name, String value) {
        if (json.has(name) && !json.text(name).equals(value)) {
            throw json.wrong(name, value);
        }
    }

    private static int size(JsonFields json, String name, int otherwise, int most) {
        return json.has(name) ? json.integer(name, 1, most) : otherwise;
    }

    private static double number(JsonFields json, String name, double otherwise, double most) {
        return json.has(name) ? json.number(name, 0, most) : otherwise;
    }
}
