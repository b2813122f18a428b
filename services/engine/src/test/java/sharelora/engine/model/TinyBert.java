package sharelora.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

/** A random BERT of two layers as a Hugging Face folder: real files, small enough for float64 and finite differences. */
public final class TinyBert {

    public static final int LAYERS = 2;
    public static final int HIDDEN = 16;
    public static final int VOCABULARY = 50;
    public static final int POSITIONS = 24;

    private static final int INNER = 32;

    private final Random random;
    private final List<Weight> weights = new ArrayList<>();

    private TinyBert(long seed) {
        this.random = new Random(seed);
    }

    /** Writes config and weights. */
    public static Path write(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 2,
                 "intermediate_size": 32, "vocab_size": 50, "max_position_embeddings": 24, "type_vocab_size": 2,
                 "hidden_act": "gelu", "layer_norm_eps": 1e-12,
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}
                """);
        TinyBert bert = new TinyBert(seed);
        bert.addAll();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), bert.weights);
        return folder;
    }

    private void addAll() {
        add("embeddings.word_embeddings.weight", 0, VOCABULARY, HIDDEN);
        add("embeddings.position_embeddings.weight", 0, POSITIONS, HIDDEN);
        add("embeddings.token_type_embeddings.weight", 0, 2, HIDDEN);
        norm("embeddings.LayerNorm");
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            linear(prefix + "attention.self.query", HIDDEN, HIDDEN);
            linear(prefix + "attention.self.key", HIDDEN, HIDDEN);
            linear(prefix + "attention.self.value", HIDDEN, HIDDEN);
            linear(prefix + "attention.output.dense", HIDDEN, HIDDEN);
            norm(prefix + "attention.output.LayerNorm");
            linear(prefix + "intermediate.dense", INNER, HIDDEN);
            linear(prefix + "output.dense", HIDDEN, INNER);
            norm(prefix + "output.LayerNorm");
        }
    }

    private void linear(String name, int out, int in) {
        add(name + ".weight", 0, out, in);
        add(name + ".bias", 0, out);
    }

    private void norm(String name) {
        add(name + ".weight", 1, HIDDEN);
        add(name + ".bias", 0, HIDDEN);
    }

    private void add(String name, float center, int... shape) {
        Weight zeros = Weight.of(name, shape, new float[0]);
        float[] values = new float[zeros.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + 0.3 * random.nextGaussian());
        }
        weights.add(Weight.of(name, shape, values));
    }
}
