package sharelora.engine.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.model.ModelShape;

/**
 * An adapter in the folder that Hugging Face PEFT loads: {@code adapter_config.json}, {@code adapter_model.safetensors},
 * beside them {@code head.safetensors}, which no class of PEFT has a place for, unless the head is the base's own, and a
 * {@code README.md} that applies it. The same adapter makes the same bytes.
 */
public final class PeftFolder {

    static final String CONFIG = "adapter_config.json";
    static final String ADAPTER = "adapter_model.safetensors";
    static final String HEAD = "head.safetensors";
    static final String TASK = "task_type";
    static final String LANGUAGE = "CAUSAL_LM";
    static final String RANK_STABILIZED = "use_rslora";

    private static final String FEATURES = "FEATURE_EXTRACTION";

    private PeftFolder() {}

    /**
     * Writes its files into a folder, which is made where it is missing.
     *
     * @throws UncheckedIOException when they cannot be written
     */
    public static void write(AdapterFolder adapter, Path folder) {
        write(adapter.adapter(), adapter.head() instanceof LanguageHead ? LANGUAGE : FEATURES, folder);
        try {
            if (adapter.head() instanceof MeanHead head) {
                writeHead(head, folder.resolve(HEAD));
            }
            Files.writeString(folder.resolve("README.md"), PeftReadme.text(adapter));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the two files that PEFT loads.
     *
     * @throws UncheckedIOException when they cannot be written
     */
    public static void writeAdapter(LowRankAdapter adapter, Path folder) {
        write(adapter, FEATURES, folder);
    }

    private static void write(LowRankAdapter adapter, String task, Path folder) {
        try {
            Files.createDirectories(folder);
            writePairs(adapter, task, folder.resolve(ADAPTER));
            Map<String, Object> config = config(adapter);
            config.put(TASK, task);
            CanonicalJson.write(folder.resolve(CONFIG), config);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a folder, ours or any of PEFT's that is plain LoRA for a causal language model, or with a
     * {@code head.safetensors} beside it.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static AdapterFolder read(Path folder) {
        return new AdapterFolder(
                readAdapter(folder), PeftReader.isLanguageModel(folder) ? new LanguageHead() : readHead(folder));
    }

    /**
     * Reads the adapter of a folder, ours or any of PEFT's that is plain LoRA, whatever head it is for.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static LowRankAdapter readAdapter(Path folder) {
        return PeftReader.adapter(folder);
    }

    /**
     * Reads the head that lies beside an adapter.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static MeanHead readHead(Path folder) {
        return PeftReader.head(folder.resolve(HEAD));
    }

    /** Whether a head lies beside the adapter. */
    public static boolean hasHead(Path folder) {
        return Files.exists(folder.resolve(HEAD));
    }

    /** A and B for every layer, shared or not: PEFT leaves what is missing at random, with no more than a warning. */
    private static void writePairs(LowRankAdapter adapter, String task, Path file) {
        List<Weight> tensors = new ArrayList<>();
        Naming naming = adapter.naming();
        boolean bare = task.equals(FEATURES);
        for (int i = 0; i < adapter.layers().size(); i++) {
            int layer = i;
            LayerPairs.byModule(adapter.layers().get(i), naming).forEach((module, pair) -> {
                String a = naming.name(new Naming.Place(layer, module, true), bare);
                String b = naming.name(new Naming.Place(layer, module, false), bare);
                tensors.add(Weight.of(a, new int[] {pair.rank(), pair.in()}, pair.a()));
                tensors.add(Weight.of(b, new int[] {pair.out(), pair.rank()}, pair.b()));
            });
        }
        Map<String, String> metadata =
                new TreeMap<>(Map.of("format", "pt", "method", adapter.method(), "base_sha256", adapter.baseSha256()));
        List<String> merged = LayerPairs.merged(adapter.targets(), naming);
        if (!merged.isEmpty()) {
            metadata.put(LayerPairs.PARTS, String.join(",", merged));
        }
        SafetensorsWriter.write(file, metadata, tensors);
    }

    private static void writeHead(MeanHead head, Path file) {
        int outputs = head.bias().length;
        SafetensorsWriter.write(
                file,
                Map.of(
                        "format",
                        "pt",
                        "labels",
                        CanonicalJson.text(head.labels()),
                        "pooling",
                        "mean",
                        "scale",
                        Double.toString(head.scale())),
                List.of(
                        Weight.of("weight", new int[] {outputs, head.hidden()}, head.weight()),
                        Weight.of("bias", new int[] {outputs}, head.bias())));
    }

    /** Keys that every version of PEFT knows; all others have defaults that change nothing. */
    private static Map<String, Object> config(LowRankAdapter adapter) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("peft_type", "LORA");
        config.put("base_model_name_or_path", adapter.base());
        config.put("r", adapter.rank());
        config.put("lora_alpha", wholeIfItIs(adapter.alpha()));
        config.put("lora_dropout", adapter.dropout());
        if (adapter.rankStabilized()) {
            config.put(RANK_STABILIZED, true); // younger than the others: PEFT 0.7
        }
        config.put("target_modules", adapter.naming().modules(adapter.targets()));
        config.put("bias", "none");
        config.put("fan_in_fan_out", adapter.naming() == Naming.GPT2);
        config.put("inference_mode", true);
        config.put("modules_to_save", null);
        int merged = LayerPairs.merged(adapter.targets(), adapter.naming()).size();
        if (merged > 1) { // a pair of more ranks than the others, and of as much more alpha: the same scale
            config.put("rank_pattern", Map.of(ModelShape.FUSED, merged * adapter.rank()));
            config.put(
                    "alpha_pattern",
                    Map.of(
                            ModelShape.FUSED,
                            wholeIfItIs(LayerPairs.mergedAlpha(adapter.alpha(), merged, adapter.rankStabilized()))));
        }
        return config;
    }

    private static Number wholeIfItIs(double number) {
        return number == Math.rint(number) && number <= Integer.MAX_VALUE ? (Number) (int) number : number;
    }
}
