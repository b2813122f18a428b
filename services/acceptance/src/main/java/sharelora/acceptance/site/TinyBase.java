package sharelora.acceptance.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

/** A random BERT as a Hugging Face folder, the same one every time: two layers, hidden size 32, a hundred words. */
final class TinyBase {

    /** Words that it knows: {@code w0} and so on. */
    static final int WORDS = 96;

    /** A word whose embedding is so large that nothing computed from it is finite. */
    static final String OVERFLOW = "overflow";

    private static final float LARGE = 3e38f;
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");
    private static final int VOCABULARY = SPECIAL.size() + WORDS + 1;
    private static final int LAYERS = 2;
    private static final int HIDDEN = 32;
    private static final int INNER = 64;
    private static final int POSITIONS = 40;
    private static final double SPREAD = 0.2;

    private final Random random = new Random(5);
    private final List<Weight> weights = new ArrayList<>();

    private TinyBase() {}

    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bert", "num_hidden_layers": %d, "hidden_size": %d, "num_attention_heads": 4,
                 "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": %d, "type_vocab_size": 2,
                 "hidden_act": "gelu", "layer_norm_eps": 1e-12,
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}
                """.formatted(LAYERS, HIDDEN, INNER, VOCABULARY, POSITIONS));
        TinyBase base = new TinyBase();
        base.drawAll();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), base.weights);
        return folder;
    }

    private static String tokenizer() {
        List<String> tokens = new ArrayList<>(SPECIAL);
        IntStream.range(0, WORDS).forEach(i -> tokens.add("w" + i));
        tokens.add(OVERFLOW);
        String vocabulary = IntStream.range(0, tokens.size())
                .mapToObj(i -> "\"%s\": %d".formatted(tokens.get(i), i))
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0",
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100, "vocab": {%s}}}
                """.formatted(vocabulary);
    }

    private void drawAll() {
        float[] words = drawn(0, VOCABULARY * HIDDEN);
        Arrays.fill(words, (VOCABULARY - 1) * HIDDEN, VOCABULARY * HIDDEN, LARGE);
        weights.add(Weight.of("embeddings.word_embeddings.weight", new int[] {VOCABULARY, HIDDEN}, words));
        draw("embeddings.position_embeddings.weight", 0, POSITIONS, HIDDEN);
        draw("embeddings.token_type_embeddings.weight", 0, 2, HIDDEN);
        norm("embeddings.LayerNorm");
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
                linear(prefix + "attention." + name, HIDDEN, HIDDEN);
            }
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
        int size = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        weights.add(Weight.of(name, shape, drawn(center, size)));
    }

    private float[] drawn(float center, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (center + SPREAD * random.nextGaussian());
        }
        return values;
    }
}
