package sharelora.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.format.safetensors.WeightSource;
import sharelora.engine.model.config.LlamaConfig;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;

/**
 * LLaMA's frozen weights, as an engine keeps them; none has a bias.
 *
 * @param word [V, D]
 * @param angles [positions, K]
 */
record LlamaWeights(FrozenTable word, FrozenTable angles, List<Layer> layers, FrozenNorm lastNorm) {

    /**
     * One decoder layer.
     *
     * @param queryKeyValue [D + 2 · keyValueHeads · K, D]
     * @param output [D, D]
     * @param gateUp [2 F, D]
     * @param down [D, F]
     */
    record Layer(
            FrozenNorm attentionNorm,
            FrozenMatrix queryKeyValue,
            FrozenMatrix output,
            FrozenNorm feedForwardNorm,
            FrozenMatrix gateUp,
            FrozenMatrix down) {}

    /** Reads them by the names that Hugging Face gives them. */
    static LlamaWeights read(Engine engine, WeightSource source, LlamaConfig config) {
        Reader reader = new Reader(engine, source, config);
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            layers.add(reader.layer("layers." + layer + "."));
        }
        return new LlamaWeights(
                reader.embedding("embed_tokens.weight"),
                engine.table(config.rotary().table(config.positions(), config.headWidth())),
                List.copyOf(layers),
                reader.norm("norm"));
    }

    private record Reader(Engine engine, WeightSource source, LlamaConfig config) {

        private record Named(String name, int out) {}

        private Layer layer(String prefix) {
            int hidden = config.hidden();
            int inner = config.intermediate();
            int keyValue = config.keyValueHeads() * config.headWidth();
            String self = prefix + "self_attn.";
            String mlp = prefix + "mlp.";
            return new Layer(
                    norm(prefix + "input_layernorm"),
                    matrix(
                            hidden,
                            new Named(self + "q_proj", hidden),
                            new Named(self + "k_proj", keyValue),
                            new Named(self + "v_proj", keyValue)),
                    matrix(hidden, new Named(self + "o_proj", hidden)),
                    norm(prefix + "post_attention_layernorm"),
                    matrix(hidden, new Named(mlp + "gate_proj", inner), new Named(mlp + "up_proj", inner)),
                    matrix(inner, new Named(mlp + "down_proj", hidden)));
        }

        private FrozenMatrix matrix(int in, Named... projections) {
            FrozenMatrix matrix = engine.matrix(
                    Arrays.stream(projections)
                            .map(projection -> source.weight(projection.name + ".weight", projection.out, in))
                            .toList(),
                    List.of());
            source.unload();
            return matrix;
        }

        private FrozenTable embedding(String name) {
            FrozenTable table = engine.embedding(source.weight(name, config.vocabulary(), config.hidden()));
            source.unload();
            return table;
        }

        private FrozenNorm norm(String name) {
            return engine.rootNorm(source.weight(name + ".weight", config.hidden()), config.normEpsilon());
        }
    }
}
