package sharelora.operations.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;

/**
 * A small random model as others publish it, with the tokenizer and its files that lie among the tests' resources; and
 * adapters and heads for it.
 *
 * @param type of the numbers in its file
 */
record PublishedModel(String family, TensorType type) {

    static final List<String> FAMILIES = List.of("bert", "roberta", "gpt2", "llama");
    static final List<String> LABELS = List.of("low", "mid", "high");

    private static final Map<String, Integer> WORDS = Map.of("bert", 137, "roberta", 373, "gpt2", 369, "llama", 370);
    private static final int HIDDEN = 32;
    private static final int RANK = 2;
    private static final double SPREAD = 0.15;

    ModelShape shape() {
        int keyValueHeads = family.equals("llama") ? 2 : 4;
        return new ModelShape(family, 2, HIDDEN, 4, keyValueHeads, 64, WORDS.get(family), 64);
    }

    /** Writes config, weights, tokenizer and its files. */
    Path writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        ModelConfig config = ModelConfig.of(shape());
        SortedMap<String, int[]> bare =
                config instanceof BertConfig bert ? ModelTensors.withPooler(bert) : ModelTensors.of(config);
        Map<String, int[]> shapes = new TreeMap<>();
        Map<String, TensorType> types = new HashMap<>();
        bare.forEach((name, shape) -> shapes.put(ModelTensors.kept(config, name), shape));
        shapes.keySet().forEach(name -> types.put(name, type));
        Random random = new Random(3);
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"),
                Map.of("format", "pt"),
                shapes,
                types,
                name -> Weight.of(name, shapes.get(name), numbers(random, shapes.get(name), name.contains("orm.w"))));
        CanonicalJson.write(folder.resolve("config.json"), fields(config));
        Path resources = Path.of("src/test/resources/published", family);
        try (Stream<Path> files = Files.list(resources)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        return folder;
    }

    private Map<String, Object> fields(ModelConfig config) {
        Map<String, Object> fields = new TreeMap<>(config.fields());
        fields.put(
                "dtype",
                Map.of(TensorType.F32, "float32", TensorType.F16, "float16").getOrDefault(type, "bfloat16"));
        switch (family) {
            case "roberta" -> fields.putAll(Map.of("bos_token_id", 0, "eos_token_id", 2));
            case "gpt2" -> fields.putAll(Map.of("bos_token_id", 0, "eos_token_id", 0));
            case "llama" -> fields.putAll(Map.of("bos_token_id", 0, "eos_token_id", 1));
            default -> {}
        }
        return fields;
    }

    /** @param added whether B is not zero, as after the first update */
    LowRankAdapter adapter(String baseSha256, boolean added) {
        Random random = new Random(5);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < shape().layers(); layer++) {
            Map<String, LowRankPair> pairs = new TreeMap<>();
            for (String target : List.of("query", "value", "down")) {
                int in = shape().projection(target).in();
                int out = shape().projection(target).out();
                float[] b = added ? numbers(random, new int[] {out, RANK}, false) : new float[out * RANK];
                pairs.put(target, new LowRankPair(in, out, numbers(random, new int[] {RANK, in}, false), b));
            }
            layers.add(pairs);
        }
        return new LowRankAdapter(family, baseSha256, ModuleNames.of(family), "lora", 4, false, 0, layers);
    }

    /** The head of its class for sequence classification. */
    StockHead stockHead() {
        Random random = new Random(7);
        StockHeadNames naming = StockHeadNames.of(family);
        Map<String, float[]> numbers = new TreeMap<>();
        naming.tensors()
                .forEach(name -> numbers.put(name, numbers(random, naming.shape(name, LABELS.size(), HIDDEN), false)));
        return new StockHead(naming, LABELS, numbers);
    }

    /** Of tensors that a norm multiplies with, numbers around 1. */
    private static float[] numbers(Random random, int[] shape, boolean norm) {
        int size = 1;
        for (int n : shape) {
            size *= n;
        }
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) ((norm ? 1 : 0) + SPREAD * random.nextGaussian());
        }
        return numbers;
    }
}
