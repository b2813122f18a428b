package sharelora.engine.format.peft;

import static sharelora.engine.format.ModelFormatException.quote;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.OtherWeights;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;

/** Reads what {@link PeftFolder} writes, and refuses by name every setting of PEFT that would change the adapter. */
final class PeftReader {

    private static final int MAX_LAYERS = 1024;

    private static final String CONVERSION =
            "convert it with Python: safetensors.torch.save_file(torch.load('adapter_model.bin', weights_only=True), '"
                    + PeftFolder.ADAPTER + "')";

    private static final int MAX_RANK = 1 << 16;

    /** Ranks and alphas of single modules: only those of a merged c_attn are understood. */
    private static final List<String> PATTERNS = List.of("rank_pattern", "alpha_pattern");

    private static final List<String> HEADS = List.of("classifier", "score");

    private static final String EXPECTED = "expected only lora_A and lora_B of one family's layers";

    private final JsonFields config;

    private PeftReader(Path folder) {
        this.config = JsonFields.read(folder.resolve(PeftFolder.CONFIG));
    }

    static LowRankAdapter adapter(Path folder) {
        PeftReader reader = new PeftReader(folder);
        if (reader.config.text("peft_type").equals("VERA")) {
            return VeraReader.adapter(folder, reader.config, name -> !reader.hasHead() || !isOfHead(name));
        }
        reader.checkConfig();
        if (!Files.exists(folder.resolve(PeftFolder.ADAPTER))) {
            OtherWeights.refuse(folder, PeftFolder.ADAPTER, CONVERSION);
        }
        try (Safetensors adapter = Safetensors.open(folder.resolve(PeftFolder.ADAPTER))) {
            return reader.join(adapter);
        }
    }

    /** Whether the config says that it is for a causal language model, which needs no head beside it. */
    static boolean isLanguageModel(Path folder) {
        JsonFields config = JsonFields.read(folder.resolve(PeftFolder.CONFIG));
        return config.has(PeftFolder.TASK) && config.text(PeftFolder.TASK).equals(PeftFolder.LANGUAGE);
    }

    /** Whether the folder's config says that there is a head in it. */
    static boolean hasHead(Path folder) {
        return new PeftReader(folder).hasHead();
    }

    static StockHead head(Path folder) {
        PeftReader reader = new PeftReader(folder);
        if (!reader.hasHead()) {
            throw reader.config.wrong(PeftFolder.TASK, PeftFolder.WITH_HEAD + ", or a " + HeadFile.NAME + " beside it");
        }
        try (Safetensors adapter = Safetensors.open(folder.resolve(PeftFolder.ADAPTER))) {
            StockHeadNames naming = stockNaming(adapter);
            adapter.names().stream()
                    .filter(PeftReader::isOfHead)
                    .filter(name -> !naming.tensors().contains(name.substring(ModuleNames.WRAPPER.length())))
                    .forEach(name -> {
                        throw new ModelFormatException(
                                adapter.file(), "has the tensor " + quote(name) + ": expected " + naming.tensors());
                    });
            return HeadFile.stock(adapter, naming, ModuleNames.WRAPPER);
        }
    }

    private boolean hasHead() {
        return config.has(PeftFolder.TASK) && config.text(PeftFolder.TASK).equals(PeftFolder.WITH_HEAD);
    }

    /** By the names of its tensors: of some class's head there has to be the last one. */
    private static StockHeadNames stockNaming(Safetensors adapter) {
        ModuleNames layers = adapter.names().stream()
                .flatMap(name -> ModuleNames.ofTensor(name).stream())
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(adapter.file(), "holds no lora_A or lora_B"));
        return Arrays.stream(StockHeadNames.values())
                .filter(naming -> ModuleNames.of(naming.family()) == layers)
                .filter(naming -> adapter.names().contains(ModuleNames.WRAPPER + naming.lastWeight()))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(
                        adapter.file(), "holds no head: expected that of a class for sequence classification"));
    }

    private void checkConfig() {
        Set<String> others = new HashSet<>(PATTERNS);
        others.add(MonteCloraConfig.NAME);
        if (isHead()) {
            others.add(PeftFolder.MODULES);
        }
        new PlainLora(config).check(others);
    }

    /** The modules that PEFT saves whole: with a head that is what it is called in some family. */
    private boolean isHead() {
        return hasHead() && config.isList(PeftFolder.MODULES) && HEADS.containsAll(config.texts(PeftFolder.MODULES));
    }

    private LowRankAdapter join(Safetensors adapter) {
        ModuleNames naming = naming(adapter);
        List<String> parts = parts(adapter, naming);
        double alpha = config.number("lora_alpha", Double.MIN_NORMAL, Float.MAX_VALUE);
        boolean rankStabilized = config.has(PeftFolder.RANK_STABILIZED) && config.flag(PeftFolder.RANK_STABILIZED);
        checkPattern("rank_pattern", parts.size(), rank(parts.size()));
        checkPattern("alpha_pattern", parts.size(), LayerPairs.mergedAlpha(alpha, parts.size(), rankStabilized));
        try {
            LowRankAdapter pairs = new LowRankAdapter(
                    config.has("base_model_name_or_path") ? config.text("base_model_name_or_path") : "",
                    adapter.metadata().getOrDefault("base_sha256", ""),
                    naming,
                    adapter.metadata().getOrDefault("method", isMonteClora() ? "monteclora" : "lora"),
                    alpha,
                    rankStabilized,
                    config.has("lora_dropout") ? config.number("lora_dropout", 0, 0.999) : 0,
                    readLayers(adapter, naming, parts));
            return isMonteClora() && parts.isEmpty()
                    ? pairs.with(MonteCloraConfig.samplers(adapter, config, pairs))
                    : pairs;
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(adapter.file(), e.getMessage(), e);
        }
    }

    private boolean isMonteClora() {
        return !config.isUnset(MonteCloraConfig.NAME);
    }

    /** Names of the adapter's own tensors: all but a head's. */
    private List<String> pairs(Safetensors adapter) {
        return adapter.names().stream()
                .filter(name -> !hasHead() || !isOfHead(name))
                .filter(name -> !isMonteClora() || !name.contains(PeftTensors.SAMPLER))
                .toList();
    }

    private static boolean isOfHead(String name) {
        return HEADS.stream().anyMatch(head -> name.startsWith(ModuleNames.WRAPPER + head + "."));
    }

    private ModuleNames naming(Safetensors adapter) {
        String first = pairs(adapter).stream()
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(
                        adapter.file(), "holds no tensor: an adapter needs at least one layer"));
        return ModuleNames.ofTensor(first)
                .orElseThrow(() ->
                        new ModelFormatException(adapter.file(), "has the tensor " + quote(first) + ": " + EXPECTED));
    }

    private static List<String> parts(Safetensors adapter, ModuleNames naming) {
        String said = adapter.metadata().get(LayerPairs.PARTS);
        if (said == null) {
            return List.of();
        }
        List<String> parts = List.of(said.split(","));
        if (!LayerPairs.merged(parts, naming).equals(parts)) {
            throw new ModelFormatException(
                    adapter.file(), "says that c_attn is " + quote(said) + ": expected some of " + MergedPair.BLOCKS);
        }
        return parts;
    }

    private void checkPattern(String name, int parts, double expected) {
        boolean right = parts > 1
                ? config.has(name)
                        && config.object(name).names().equals(List.of(LayerPairs.PARTS))
                        && config.object(name).number(LayerPairs.PARTS, 0, Float.MAX_VALUE) == expected
                : config.isUnset(name);
        if (!right) {
            throw config.wrong(
                    name,
                    parts > 1 ? LayerPairs.PARTS + " alone, " + expected : "plain LoRA, where it is null or empty");
        }
    }

    private List<Map<String, LowRankPair>> readLayers(Safetensors adapter, ModuleNames naming, List<String> parts) {
        Map<ModuleNames.Place, Weight> matrices = new HashMap<>();
        int layerCount = 0;
        for (String name : pairs(adapter)) {
            ModuleNames.Place place = naming.place(name)
                    .filter(found -> found.layer() < MAX_LAYERS)
                    .orElseThrow(() -> new ModelFormatException(
                            adapter.file(), "has the tensor " + quote(name) + ": " + EXPECTED));
            if (matrices.put(place, adapter.weight(name).requireFinite(adapter.file())) != null) {
                throw new ModelFormatException(adapter.file(), "has the tensor " + quote(name) + " twice");
            }
            layerCount = Math.max(layerCount, place.layer() + 1);
        }
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < layerCount; layer++) {
            Map<String, LowRankPair> pairs = new LinkedHashMap<>();
            for (String module : naming.modules()) {
                Weight a = matrices.get(new ModuleNames.Place(layer, module, true));
                Weight b = matrices.get(new ModuleNames.Place(layer, module, false));
                if (a != null || b != null) {
                    boolean merged = naming.sharing(module).size() > 1;
                    pairs.put(module, pair(adapter.file(), rank(merged ? Math.max(1, parts.size()) : 1), a, b));
                }
            }
            layers.add(LayerPairs.byTarget(pairs, naming, parts));
        }
        return layers;
    }

    private int rank(int parts) {
        return parts * config.integer("r", 1, MAX_RANK);
    }

    private static LowRankPair pair(Path file, int rank, Weight a, Weight b) {
        if (a == null || b == null) {
            throw new ModelFormatException(
                    file, "has " + quote((a == null ? b : a).name()) + " alone: expected lora_A and lora_B of a layer");
        }
        boolean fits = a.shape().length == 2 && b.shape().length == 2 && a.shape()[0] == rank && b.shape()[1] == rank;
        if (!fits || a.shape()[1] == 0 || b.shape()[0] == 0) {
            throw new ModelFormatException(
                    file,
                    quote(a.name()) + " and its lora_B have the shapes " + sizes(a) + " and " + sizes(b)
                            + ": expected [" + rank + ", in] and [out, " + rank + "]");
        }
        return new LowRankPair(a.shape()[1], b.shape()[0], a.toArray(), b.toArray());
    }

    private static String sizes(Weight weight) {
        return Arrays.toString(weight.shape());
    }
}
