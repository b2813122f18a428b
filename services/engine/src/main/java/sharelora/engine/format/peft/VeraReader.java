package sharelora.engine.format.peft;

import static sharelora.engine.format.ModelFormatException.quote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.format.safetensors.Safetensors;

/** Reads PEFT's type VERA, ours or PEFT's own, where the folder holds the projections that all sites use. */
final class VeraReader {

    private static final int MAX_LAYERS = 1024;
    private static final int MAX_RANK = 1 << 16;

    /** Fields without influence on the numbers, or whose value is checked elsewhere. */
    private static final Set<String> KNOWN = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "bias",
            "d_initial",
            "fan_in_fan_out",
            "inference_mode",
            "init_weights",
            "peft_type",
            "peft_version",
            "projection_prng_key",
            "r",
            "revision",
            "save_projection",
            "target_modules",
            "vera_dropout",
            PeftFolder.MODULES,
            PeftFolder.TASK);

    private final JsonFields config;
    private final Safetensors file;

    private VeraReader(JsonFields config, Safetensors file) {
        this.config = config;
        this.file = file;
    }

    /** @param isOfAdapter whether a tensor is no part of a head */
    static LowRankAdapter adapter(Path folder, JsonFields config, Predicate<String> isOfAdapter) {
        check(config);
        try (Safetensors file = Safetensors.open(folder.resolve(PeftFolder.ADAPTER))) {
            return new VeraReader(config, file).read(isOfAdapter);
        }
    }

    private static void check(JsonFields config) {
        if (config.has("bias") && !config.text("bias").equals("none")) {
            throw config.wrong("bias", "none");
        }
        if (config.has("save_projection") && !config.flag("save_projection")) {
            throw config.wrong("save_projection", "true: PEFT's generator of the projections is not ours");
        }
        for (String name : config.names()) {
            if (!KNOWN.contains(name) && !config.isUnset(name)) {
                throw config.wrong(name, "VERA alone, where it is null, false or empty");
            }
        }
    }

    private LowRankAdapter read(Predicate<String> isOfAdapter) {
        Map<String, OwnMatrix> matrices = new TreeMap<>();
        matrices.put("A", matrix(PeftTensors.VERA_A));
        matrices.put("B", matrix(PeftTensors.VERA_B));
        List<String> vectors = file.names().stream()
                .filter(isOfAdapter)
                .filter(name -> !name.equals(PeftTensors.VERA_A) && !name.equals(PeftTensors.VERA_B))
                .toList();
        ModuleNames naming = vectors.stream()
                .findFirst()
                .flatMap(ModuleNames::ofTensor)
                .orElseThrow(() -> wrong("holds no vera_lambda_d or vera_lambda_b of a family's layers"));
        Map<Integer, Map<String, Vectors>> layers = layers(vectors, naming);
        List<Map<String, LowRankPair>> pairs = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            Map<String, Vectors> ofLayer = layers.get(layer);
            if (ofLayer == null) {
                throw wrong("holds " + layers.size() + " layers, but none of the number " + layer);
            }
            int at = layer;
            Map<String, LowRankPair> ofTargets = new LinkedHashMap<>();
            ofLayer.forEach((target, found) -> {
                matrices.put(at + "." + target + ".d", found.d());
                matrices.put(at + "." + target + ".b", found.b());
                ofTargets.put(target, pair(matrices, found, width(target, ofLayer, matrices)));
            });
            pairs.add(ofTargets);
        }
        return adapter(naming, pairs, matrices);
    }

    private LowRankAdapter adapter(
            ModuleNames naming, List<Map<String, LowRankPair>> pairs, Map<String, OwnMatrix> matrices) {
        int rank = config.integer("r", 1, MAX_RANK);
        double dropout = config.has("vera_dropout") ? config.number("vera_dropout", 0, 0.999) : 0;
        try {
            LowRankAdapter adapter = new LowRankAdapter(
                    config.has("base_model_name_or_path") ? config.text("base_model_name_or_path") : "",
                    file.metadata().getOrDefault("base_sha256", ""),
                    naming,
                    file.metadata().getOrDefault("method", "vera"),
                    rank,
                    false,
                    dropout,
                    pairs);
            if (adapter.rank() != rank) {
                throw config.wrong("r", adapter.rank() + ", the rows of vera_A");
            }
            String settings = CanonicalJson.text(MonteCloraConfig.plain("vera", rank, dropout, adapter.targets()));
            return adapter.with(new OwnMatrices(settings, OwnMatrices.Form.VERA, matrices));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file.file(), e.getMessage(), e);
        }
    }

    private Map<Integer, Map<String, Vectors>> layers(List<String> names, ModuleNames naming) {
        Map<Integer, Map<String, Vectors>> layers = new HashMap<>();
        for (String name : names) {
            ModuleNames.Place place = naming.place(name)
                    .filter(found -> found.layer() < MAX_LAYERS)
                    .filter(found -> name.endsWith(PeftTensors.LAMBDA_D) || name.endsWith(PeftTensors.LAMBDA_B))
                    .orElseThrow(() -> wrong("has the tensor " + quote(name)
                            + ": expected only vera_lambda_d and vera_lambda_b of one family's layers"));
            String target = naming.sharing(place.module()).getLast();
            String path = name.substring(0, name.lastIndexOf('.'));
            layers.computeIfAbsent(place.layer(), any -> new TreeMap<>())
                    .putIfAbsent(
                            target,
                            new Vectors(matrix(path + PeftTensors.LAMBDA_D), matrix(path + PeftTensors.LAMBDA_B)));
        }
        return layers;
    }

    /** Columns of a projection, which no vector says: in every family all take what {@code down} makes, but down itself. */
    private static int width(String target, Map<String, Vectors> layer, Map<String, OwnMatrix> matrices) {
        Vectors down = layer.get("down");
        return down == null || target.equals("down")
                ? matrices.get("A").columns()
                : down.b().columns();
    }

    private LowRankPair pair(Map<String, OwnMatrix> matrices, Vectors site, int in) {
        OwnMatrix a = matrices.get("A");
        OwnMatrix b = matrices.get("B");
        int rank = a.rows();
        int out = site.b().columns();
        if (site.d().columns() != rank || b.columns() != rank || b.rows() < out || a.columns() < in) {
            throw wrong("has vectors of " + site.d().columns() + " and " + out + " numbers for " + in
                    + " inputs: expected vera_A " + a + " and vera_B " + b + " to be as large");
        }
        return new LowRankPair(
                in, out, rows(a, site.d().numbers(), in), rows(b, site.b().numbers(), rank));
    }

    private static float[] rows(OwnMatrix matrix, float[] factors, int columns) {
        float[] scaled = new float[factors.length * columns];
        for (int i = 0; i < factors.length; i++) {
            for (int j = 0; j < columns; j++) {
                scaled[i * columns + j] = factors[i] * matrix.numbers()[i * matrix.columns() + j];
            }
        }
        return scaled;
    }

    private OwnMatrix matrix(String name) {
        return MethodFile.matrix(file.file(), file.weight(name));
    }

    private ModelFormatException wrong(String complaint) {
        return new ModelFormatException(file.file(), complaint);
    }

    private record Vectors(OwnMatrix d, OwnMatrix b) {}
}
