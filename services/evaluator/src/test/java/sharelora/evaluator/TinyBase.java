package sharelora.evaluator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

/** A random BERT of one layer as a Hugging Face folder; the same one every time. */
public final class TinyBase {

    private static final int HIDDEN = 16;
    private static final int INNER = 32;

    private final Random random = new Random(1);
    private final List<Weight> weights = new ArrayList<>();

    private TinyBase() {}

    /** Writes config and weights. */
    public static Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), """
                    {"model_type": "bert", "num_hidden_layers": 1, "hidden_size": 16, "num_attention_heads": 2,
                     "intermediate_size": 32, "vocab_size": 50, "max_position_embeddings": 24, "type_vocab_size": 2,
                     "hidden_act": "gelu", "layer_norm_eps": 1e-12,
                     "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
                    """);
            TinyBase base = new TinyBase();
            base.addAll();
            SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), base.weights);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addAll() {
        add("embeddings.word_embeddings.weight", 0, 50, HIDDEN);
        add("embeddings.position_embeddings.weight", 0, 24, HIDDEN);
        add("embeddings.token_type_embeddings.weight", 0, 2, HIDDEN);
        norm("embeddings.LayerNorm");
        for (String projection : List.of("self.query", "self.key", "self.value", "output.dense")) {
            linear("encoder.layer.0.attention." + projection, HIDDEN, HIDDEN);
        }
        norm("encoder.layer.0.attention.output.LayerNorm");
        linear("encoder.layer.0.intermediate.dense", INNER, HIDDEN);
        linear("encoder.layer.0.output.dense", HIDDEN, INNER);
        norm("encoder.layer.0.output.LayerNorm");
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
        float[] values = new float[Weight.of(name, shape, new float[0]).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + 0.3 * random.nextGaussian());
        }
        weights.add(Weight.of(name, shape, values));
    }
}
