package sharelora.engine.model.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} of a Hugging Face BERT. A missing field has the default of transformers' {@code BertConfig}.
 *
 * @param layers L
 * @param hidden D, a multiple of {@code heads}
 * @param vocabulary V
 * @param positions longest sequence
 * @param hiddenDropout probability after embeddings, attention output and feed-forward output
 * @param attentionDropout probability on attention weights
 * @param headDropout probability on the input of a stock head
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
        double attentionDropout,
        double headDropout)
        implements ModelConfig {

    static BertConfig of(ConfigFields json) {
        return of(json, 30522, 0);
    }

    /**
     * An encoder of BERT's kind.
     *
     * @param vocabulary default of {@code vocab_size}
     * @param firstPosition rows of the position table that no token of a text has
     */
    static BertConfig of(ConfigFields json, int vocabulary, int firstPosition) {
        json.only("hidden_act", "gelu");
        json.only("position_embedding_type", "absolute");
        json.only("is_decoder", false);
        json.onlyPlainWeights();
        int positions = json.size("max_position_embeddings", 512);
        if (positions <= firstPosition) {
            throw json.json().wrong("max_position_embeddings", "more than the " + firstPosition + " before a text");
        }
        double hiddenDropout = json.probability("hidden_dropout_prob", 0.1);
        BertConfig config = new BertConfig(
                json.layers("num_hidden_layers", 12),
                json.size("hidden_size", 768),
                json.size("num_attention_heads", 12),
                json.size("intermediate_size", 3072),
                json.vocabulary(vocabulary),
                positions - firstPosition,
                json.size("type_vocab_size", 2),
                json.number("layer_norm_eps", 1e-12, 1),
                hiddenDropout,
                json.probability("attention_probs_dropout_prob", 0.1),
                json.probability("classifier_dropout", hiddenDropout));
        json.onlyDivisor("num_attention_heads", config.heads, "hidden_size", config.hidden);
        return config;
    }

    /** An encoder of that shape, with the dropout that Hugging Face has by default. */
    static BertConfig of(ModelShape shape, int tokenTypes, double layerNormEpsilon) {
        return new BertConfig(
                shape.layers(),
                shape.hidden(),
                shape.heads(),
                shape.intermediate(),
                shape.vocabulary(),
                shape.positions(),
                tokenTypes,
                layerNormEpsilon,
                0.1,
                0.1,
                0.1);
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>(Map.ofEntries(
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
                Map.entry("attention_probs_dropout_prob", attentionDropout)));
        if (headDropout != hiddenDropout) { // else it is what Hugging Face takes where nothing is said
            fields.put("classifier_dropout", headDropout);
        }
        return fields;
    }

    @Override
    public Optional<String> poolerName() {
        return Optional.of("pooler.dense");
    }

    @Override
    public ModelShape shape() {
        return new ModelShape("bert", layers, hidden, heads, heads, intermediate, vocabulary, positions);
    }
}
