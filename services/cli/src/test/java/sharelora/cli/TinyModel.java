package sharelora.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

/** A random BERT of two layers, hidden size 16, that knows the words w0 to w45: a Hugging Face folder. */
final class TinyModel {

    private static final int HIDDEN = 16;
    private static final int INNER = 32;
    private static final int WORDS = 46;
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

    private final Random random = new Random(5);
    private final List<Weight> weights = new ArrayList<>();

    private TinyModel() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bert", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 2,
                 "intermediate_size": 32, "vocab_size": 50, "max_position_embeddings": 24, "type_vocab_size": 2,
                 "hidden_act": "gelu", "layer_norm_eps": 1e-12, "pad_token_id": 0,
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}
                """);
        TinyModel model = new TinyModel();
        model.drawAll();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), model.weights);
        return folder;
    }

    private static String tokenizer() {
        String special = IntStream.range(0, SPECIAL.size())
                .mapToObj(id -> """
                        {"id": %d, "special": true, "content": "%s", "single_word": false, "lstrip": false,
                         "rstrip": false, "normalized": false}""".formatted(id, SPECIAL.get(id)))
                .collect(Collectors.joining(","));
        String words = IntStream.range(0, SPECIAL.size() + WORDS)
                .mapToObj(id ->
                        "\"" + (id < SPECIAL.size() ? SPECIAL.get(id) : "w" + (id - SPECIAL.size())) + "\": " + id)
                .collect(Collectors.joining(","));
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
                 "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100, "vocab": {%s}}}
                """.formatted(special, words);
    }

    private void drawAll() {
        draw("embeddings.word_embeddings.weight", 0, SPECIAL.size() + WORDS, HIDDEN);
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
        float[] values = new float[IntStream.of(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (center + 0.3 * random.nextGaussian());
        }
        weights.add(Weight.of(name, shape, values));
    }
}
