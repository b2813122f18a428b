package sharelora.engine.format.peft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.CosineHead;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelShape;

/**
 * An adapter in the folder that Hugging Face PEFT loads: {@code adapter_config.json}, {@code adapter_model.safetensors}
 * and a {@code README.md} that applies it. A stock head is among the adapter's tensors, where PEFT expects it; a mean head,
 * which no class of Hugging Face has a place for, lies beside them as {@code head.safetensors}; a language head is the
 * base's own. The same adapter makes the same bytes.
 */
public final class PeftFolder {

    /** The file with the adapter's numbers. */
    public static final String ADAPTER = "adapter_model.safetensors";

    static final String CONFIG = "adapter_config.json";
    static final String TASK = "task_type";
    static final String WITH_HEAD = "SEQ_CLS";
    static final String LANGUAGE = "CAUSAL_LM";
    static final String MODULES = "modules_to_save";
    static final String RANK_STABILIZED = "use_rslora";

    private static final String FEATURES = "FEATURE_EXTRACTION";

    private PeftFolder() {}

    /**
     * Writes the folder, which is made where it is missing.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(AdapterFolder adapter, Path folder) {
        write(adapter.adapter(), Optional.of(adapter.head()), folder);
        writePage(adapter, TokenizerPlace.BASE, folder);
    }

    /** Whose folder has the tokenizer. */
    public enum TokenizerPlace {
        BASE,
        ADAPTER
    }

    /**
     * Writes the page that says how to use the adapter.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static void writePage(AdapterFolder adapter, TokenizerPlace tokenizer, Path folder) {
        try {
            Files.writeString(folder.resolve("README.md"), PeftReadme.text(adapter, tokenizer));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the files that hold numbers, and what PEFT needs to know of them.
     *
     * @param head none: the adapter is for the bare model
     * @throws IllegalArgumentException where the adapter leaves in a form of its method's own
     * @throws UncheckedIOException when they cannot be written
     */
    public static void write(LowRankAdapter adapter, Optional<TrainedHead> head, Path folder) {
        try {
            Files.createDirectories(folder);
            writeTensors(adapter, head, folder.resolve(ADAPTER));
            CanonicalJson.write(folder.resolve(CONFIG), config(adapter, head));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        if (PeftTensors.form(adapter) == OwnMatrices.Form.BESIDE) {
            MethodFile.writeBeside(adapter, folder);
        }
        head.filter(TrainedHead::liesBeside).ifPresent(known -> HeadFile.write(known, folder.resolve(HeadFile.NAME)));
    }

    /**
     * Reads a folder, ours or any of PEFT's that is plain LoRA with a head, or for a causal language model.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static AdapterFolder read(Path folder) {
        boolean language = PeftReader.isLanguageModel(folder);
        return new AdapterFolder(readAdapter(folder), language ? new LanguageHead() : readHead(folder));
    }

    /**
     * Reads the adapter of a folder, ours or any of PEFT's that is plain LoRA, MonteCLoRA or VeRA, whatever head it is for.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static LowRankAdapter readAdapter(Path folder) {
        return MethodFile.readBeside(PeftReader.adapter(folder), folder);
    }

    /**
     * Reads the head that lies beside an adapter, or with it.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static TrainedHead readHead(Path folder) {
        Path beside = folder.resolve(HeadFile.NAME);
        boolean alone = Files.exists(beside) || !Files.exists(folder.resolve(CONFIG));
        return alone ? HeadFile.read(beside) : PeftReader.head(folder);
    }

    /** Whether there is a head that was trained. */
    public static boolean hasHead(Path folder) {
        return Files.exists(folder.resolve(HeadFile.NAME))
                || (Files.exists(folder.resolve(CONFIG)) && PeftReader.hasHead(folder));
    }

    private static void writeTensors(LowRankAdapter adapter, Optional<TrainedHead> head, Path file) {
        ModuleNames naming = adapter.naming();
        List<Weight> tensors =
                PeftTensors.of(adapter, head.map(known -> prefix(known, naming)).orElse(""));
        Map<String, String> metadata =
                new TreeMap<>(Map.of("format", "pt", "method", adapter.method(), "base_sha256", adapter.baseSha256()));
        List<String> merged = LayerPairs.merged(adapter.targets(), naming);
        if (!merged.isEmpty()) {
            metadata.put(LayerPairs.PARTS, String.join(",", merged));
        }
        if (head.isPresent() && head.get() instanceof StockHead stock) {
            metadata.put(HeadFile.LABELS, CanonicalJson.text(stock.labels()));
            tensors.addAll(stock.weights(ModuleNames.WRAPPER));
        }
        SafetensorsWriter.write(file, metadata, tensors);
    }

    /** What the class that has such a head calls the bare model; a head that looks at means is for the bare model itself. */
    private static String prefix(TrainedHead head, ModuleNames naming) {
        return switch (head) {
            case MeanHead _, CosineHead _ -> "";
            case StockHead stock -> stock.naming().prefix();
            case LanguageHead _ -> naming.prefix();
        };
    }

    private static String task(TrainedHead head) {
        return switch (head) {
            case MeanHead _, CosineHead _ -> FEATURES;
            case StockHead _ -> WITH_HEAD;
            case LanguageHead _ -> LANGUAGE;
        };
    }

    /** Keys that every version of PEFT knows; all others have defaults that change nothing. */
    private static Map<String, Object> config(LowRankAdapter adapter, Optional<TrainedHead> head) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("peft_type", "LORA");
        config.put(TASK, head.map(PeftFolder::task).orElse(FEATURES));
        config.put("base_model_name_or_path", adapter.base());
        config.put("r", adapter.rank());
        if (PeftTensors.form(adapter) != OwnMatrices.Form.VERA) {
            config.put("lora_alpha", wholeIfItIs(adapter.alpha()));
            config.put("lora_dropout", adapter.dropout());
        }
        if (adapter.rankStabilized()) {
            config.put(RANK_STABILIZED, true); // younger than the others: PEFT 0.7
        }
        config.put("target_modules", adapter.naming().modules(adapter.targets()));
        config.put("bias", "none");
        config.put("fan_in_fan_out", adapter.naming() == ModuleNames.GPT2);
        config.put("inference_mode", true);
        config.put(
                MODULES,
                head.isPresent() && head.get() instanceof StockHead stock
                        ? List.of(stock.naming().module())
                        : null);
        int merged = LayerPairs.merged(adapter.targets(), adapter.naming()).size();
        if (merged > 1) { // a pair of more ranks than the others, and of as much more alpha: the same scale
            config.put("rank_pattern", Map.of(ModelShape.FUSED, merged * adapter.rank()));
            config.put(
                    "alpha_pattern",
                    Map.of(
                            ModelShape.FUSED,
                            wholeIfItIs(LayerPairs.mergedAlpha(adapter.alpha(), merged, adapter.rankStabilized()))));
        }
        config.putAll(PeftTensors.config(adapter));
        return config;
    }

    private static Number wholeIfItIs(double number) {
        return number == Math.rint(number) && number <= Integer.MAX_VALUE ? (Number) (int) number : number;
    }
}
