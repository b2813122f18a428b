package sharelora.engine.model.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code config.json} of a Hugging Face RoBERTa: BERT's encoder with a position table whose first rows no text uses. A
 * missing field has the default of transformers' {@code RobertaConfig}.
 *
 * @param encoder its positions are those of a text: longest sequence, without the rows before
 * @param padding id of the padding token; a text's first position is the row after the one of that number
 */
public record RobertaConfig(BertConfig encoder, int padding) implements ModelConfig {

    private static final int VOCABULARY = 50265;

    static RobertaConfig of(ConfigFields json) {
        if (json.json().mentions("pad_token_id") && !json.has("pad_token_id")) {
            throw json.json().wrong("pad_token_id", "the padding token, which RoBERTa counts its positions from");
        }
        int padding = json.integer("pad_token_id", 1, 0, json.vocabulary(VOCABULARY) - 1);
        return new RobertaConfig(BertConfig.of(json, VOCABULARY, padding + 1), padding);
    }

    /** Rows of the position table before that of a text's first token. */
    public int firstPosition() {
        return padding + 1;
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>(encoder.fields());
        fields.put("architectures", List.of("RobertaModel"));
        fields.put("model_type", "roberta");
        fields.put("max_position_embeddings", firstPosition() + encoder.positions());
        fields.put("pad_token_id", padding);
        return fields;
    }

    @Override
    public double headDropout() {
        return encoder.headDropout();
    }

    @Override
    public ModelShape shape() {
        ModelShape shape = encoder.shape();
        return new ModelShape(
                "roberta",
                shape.layers(),
                shape.hidden(),
                shape.heads(),
                shape.keyValueHeads(),
                shape.intermediate(),
                shape.vocabulary(),
                shape.positions());
    }
}
