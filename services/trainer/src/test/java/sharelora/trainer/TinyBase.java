package sharelora.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.SafetensorsWriter;
import sharelora.engine.format.Weight;

/** A random BERT of two layers, hidden size 16, as the folder that a base is imported as. */
final class TinyBase {

    private static final int HIDDEN = 16;
    private static final int INNER = 32;
    private static final String TOKENIZER = "{\"model\": {\"type\": \"WordPiece\"}}";

    private final Random random = new Random(5);
    private final List<Weight> weights = new ArrayList<>();

    private TinyBase() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 2,
                 "intermediate_size": 32, "vocab_size": 50, "max_position_embeddings": 24, "type_vocab_size": 2,
                 "hidden_act": "gelu", "layer_norm_eps": 1e-12,
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}
                """);
        TinyBase base = new TinyBase();
        base.drawAll();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), base.weights);
        return folder;
    }

    private void drawAll() {
        draw("embeddings.word_embeddings.weight", 0, 50, HIDDEN);
        draw("embeddings.position_embeddings.weight", 0, 24, HIDDEN);
        draw("embeddings.token_type_embeddings.weight", 0, 2, HIDDEN);
        norm("embeddings.LayerNorm");
        for (int layer = 0; layer < 2; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            for (String name : List.of("query", "key", "value")) {
                linear(prefix + "attention.self." + name, HIDDEN, HIDDEN);
            }
            linear(prefix + "attention.output.dense", HIDDEN, HIDDEN);
            norm(prefix + "attention.output.LayerNorm");
            linear(prefix + "intermediate.dense", INNER, HIDDEN);
            linear(prefix + "output.dense", HIDDEN, INNER);
            norm(prefix + "output.LayerNorm");
        }
    }

    private void linear(String name, int out, int in) {
        draw(name + ".weight", 0, out, in);
        draw(name + ".bias", 0, out);
    }

    private void norm(String name) {
        draw(name + ".weight", 1, HIDDEN);
        draw(name + ".bias", 0, HIDDEN);
    }

    private void draw(String name, float center, int... shape) {
        int size = 1;
        for (int n : shape) {
            size *= n;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (center + 0.3 * random.nextGaussian());
        }
        weights.add(Weight.of(name, shape, values));
    }
}
