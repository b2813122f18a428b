package sharelora.engine.format;

import java.util.SortedMap;
import java.util.TreeMap;
import sharelora.engine.model.BertConfig;
import sharelora.engine.model.ModelConfig;
import sharelora.engine.model.RobertaConfig;

/** Every tensor of Hugging Face's {@code BertModel} or {@code RobertaModel} but the pooler, by name, with its shape. */
final class BertTensors {

    private BertTensors() {}

    static SortedMap<String, int[]> of(ModelConfig config) {
        return switch (config) {
            case BertConfig bert -> of(bert, 0);
            case RobertaConfig roberta -> of(roberta.encoder(), roberta.firstPosition());
        };
    }

    private static SortedMap<String, int[]> of(BertConfig config, int firstPosition) {
        SortedMap<String, int[]> shapes = new TreeMap<>();
        int hidden = config.hidden();
        shapes.put("embeddings.word_embeddings.weight", new int[] {config.vocabulary(), hidden});
        shapes.put("embeddings.position_embeddings.weight", new int[] {firstPosition + config.positions(), hidden});
        shapes.put("embeddings.token_type_embeddings.weight", new int[] {config.tokenTypes(), hidden});
        putNorm(shapes, "embeddings.LayerNorm", hidden);
        for (int i = 0; i < config.layers(); i++) {
            String layer = "encoder.layer." + i + ".";
            putProjection(shapes, layer + "attention.self.query", hidden, hidden);
            putProjection(shapes, layer + "attention.self.key", hidden, hidden);
            putProjection(shapes, layer + "attention.self.value", hidden, hidden);
            putProjection(shapes, layer + "attention.output.dense", hidden, hidden);
            putNorm(shapes, layer + "attention.output.LayerNorm", hidden);
            putProjection(shapes, layer + "intermediate.dense", config.intermediate(), hidden);
            putProjection(shapes, layer + "output.dense", hidden, config.intermediate());
            putNorm(shapes, layer + "output.LayerNorm", hidden);
        }
        return shapes;
    }

    private static void putProjection(SortedMap<String, int[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new int[] {out, in});
        shapes.put(name + ".bias", new int[] {out});
    }

    private static void putNorm(SortedMap<String, int[]> shapes, String name, int size) {
        shapes.put(name + ".weight", new int[] {size});
        shapes.put(name + ".bias", new int[] {size});
    }
}
