package sharelora.engine.model;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WeightSource;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;

/**
 * A BERT encoder's frozen weights, as an engine keeps them.
 *
 * @param word [V, D]
 * @param position [positions, D]
 * @param type [token types, D]
 */
record BertWeights(
        FrozenTable word, FrozenTable position, FrozenTable type, FrozenNorm embeddingNorm, List<Layer> layers) {

    /**
     * One encoder layer.
     *
     * @param queryKeyValue [3 D, D]
     * @param output [D, D]
     * @param up [F, D]
     * @param down [D, F]
     */
    record Layer(
            FrozenMatrix queryKeyValue,
            FrozenMatrix output,
            FrozenNorm attentionNorm,
            FrozenMatrix up,
            FrozenMatrix down,
            FrozenNorm feedForwardNorm) {}

    /**
     * Reads them by the names that Hugging Face gives them.
     *
     * @param padding RoBERTa's padding token, whose row of the position table is before those of a text; or {@link
     *     Bert#NO_PADDING}
     * @param types rows of the token type table that are used: one where second texts are told by separators alone
     */
    static BertWeights read(Engine engine, WeightSource source, BertConfig config, int padding, int types) {
        Reader reader = new Reader(engine, source, config);
        int hidden = config.hidden();
        int rows = padding + 1 + config.positions();
        int first = Math.max(0, padding);
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.add(reader.layer("encoder.layer." + layer + "."));
        }
        return new BertWeights(
                engine.embedding(source.weight("embeddings.word_embeddings.weight", config.vocabulary(), hidden)),
                engine.table(source.weight("embeddings.position_embeddings.weight", rows, hidden)
                        .rows(first, rows - first)),
                engine.table(source.weight("embeddings.token_type_embeddings.weight", config.tokenTypes(), hidden)
                        .rows(0, types)),
                reader.norm("embeddings.LayerNorm"),
                List.copyOf(layers));
    }

    private record Reader(Engine engine, WeightSource source, BertConfig config) {

        private Layer layer(String prefix) {
            int hidden = config.hidden();
            int inner = config.intermediate();
            String self = prefix + "attention.self.";
            return new Layer(
                    matrix(hidden, hidden, self + "query", self + "key", self + "value"),
                    matrix(hidden, hidden, prefix + "attention.output.dense"),
                    norm(prefix + "attention.output.LayerNorm"),
                    matrix(inner, hidden, prefix + "intermediate.dense"),
                    matrix(hidden, inner, prefix + "output.dense"),
                    norm(prefix + "output.LayerNorm"));
        }

        private FrozenMatrix matrix(int out, int in, String... names) {
            List<Weight> weights = new ArrayList<>();
            List<Weight> biases = new ArrayList<>();
            for (String name : names) {
                weights.add(source.weight(name + ".weight", out, in));
                biases.add(source.weight(name + ".bias", out));
            }
            FrozenMatrix matrix = engine.matrix(weights, biases);
            source.unload();
            return matrix;
        }

        private FrozenNorm norm(String name) {
            int hidden = config.hidden();
            return engine.norm(
                    source.weight(name + ".weight", hidden),
                    source.weight(name + ".bias", hidden),
                    config.layerNormEpsilon());
        }
    }
}
