package sharelora.engine.model;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.format.safetensors.WeightSource;
import sharelora.engine.model.config.Gpt2Config;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;

/**
 * GPT-2's frozen weights, as an engine keeps them. Hugging Face stores its projections as [in, out].
 *
 * @param word [V, D]
 * @param position [positions, D]
 */
record Gpt2Weights(FrozenTable word, FrozenTable position, List<Layer> layers, FrozenNorm lastNorm) {

    /**
     * One decoder layer.
     *
     * @param queryKeyValue [3 D, D]
     * @param output [D, D]
     * @param up [F, D]
     * @param down [D, F]
     */
    record Layer(
            FrozenNorm attentionNorm,
            FrozenMatrix queryKeyValue,
            FrozenMatrix output,
            FrozenNorm feedForwardNorm,
            FrozenMatrix up,
            FrozenMatrix down) {}

    /** Reads them by the names that Hugging Face gives them. */
    static Gpt2Weights read(Engine engine, WeightSource source, Gpt2Config config) {
        Reader reader = new Reader(engine, source, config);
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.add(reader.layer("h." + layer + "."));
        }
        return new Gpt2Weights(
                engine.embedding(source.weight("wte.weight", config.vocabulary(), config.hidden())),
                engine.table(source.weight("wpe.weight", config.positions(), config.hidden())),
                List.copyOf(layers),
                reader.norm("ln_f"));
    }

    private record Reader(Engine engine, WeightSource source, Gpt2Config config) {

        private Layer layer(String prefix) {
            int hidden = config.hidden();
            return new Layer(
                    norm(prefix + "ln_1"),
                    matrix(prefix + "attn.c_attn", hidden, 3 * hidden),
                    matrix(prefix + "attn.c_proj", hidden, hidden),
                    norm(prefix + "ln_2"),
                    matrix(prefix + "mlp.c_fc", hidden, config.intermediate()),
                    matrix(prefix + "mlp.c_proj", config.intermediate(), hidden));
        }

        private FrozenMatrix matrix(String name, int in, int out) {
            FrozenMatrix matrix = engine.matrix(
                    List.of(source.weight(name + ".weight", in, out).transposed()),
                    List.of(source.weight(name + ".bias", out)));
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
