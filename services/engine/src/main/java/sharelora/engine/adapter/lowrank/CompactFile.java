package sharelora.engine.adapter.lowrank;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.MethodFile;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WrittenFile;

/**
 * An adapter in one safetensors file in which each shared matrix stands once: {@code query.A} [R, in] for all layers,
 * {@code 3.query.B} [out, R] for one. Of a method with matrices of its own it holds these, from which the pairs are computed
 * when it is read. What it is stands in the metadata. The same adapter makes the same bytes.
 */
public final class CompactFile {

    /** What it is called beside other files. */
    public static final String NAME = "adapter.safetensors";

    private static final String FORMAT = "sharelora-adapter-1";
    private static final int MAX_LAYERS = 1024;

    /** Key of the metadata that says what trained the pairs, where it was no low-rank method. */
    private static final String METHOD = "method";

    private CompactFile() {}

    /**
     * Writes an adapter; {@code file} appears when it is complete.
     *
     * @throws IllegalArgumentException where a matrix that it says is shared is not the same in every layer, or its pairs are
     *     not what the matrices of its method come to
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public static WrittenFile write(LowRankAdapter adapter, Path file) {
        if (adapter.own().isPresent()) {
            OwnMatrices own = adapter.own().orElseThrow();
            Map<String, String> metadata = metadata(adapter, own.adapter(), CompactMatrices.words(own));
            metadata.putAll(CompactMatrices.metadata(adapter, own));
            return SafetensorsWriter.write(file, metadata, MethodFile.weights(own), MethodFile.types(own));
        }
        LowRankSpec spec = LowRankSpec.of(adapter);
        Map<String, Weight> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < adapter.layers().size(); layer++) {
            for (Map.Entry<String, LowRankPair> entry :
                    adapter.layers().get(layer).entrySet()) {
                LowRankPair pair = entry.getValue();
                put(tensors, nameOfA(spec, layer, entry.getKey()), pair.rank(), pair.in(), pair.a());
                put(tensors, nameOfB(spec, layer, entry.getKey()), pair.out(), pair.rank(), pair.b());
            }
        }
        String fields = CanonicalJson.text(AdapterFields.of(spec));
        return SafetensorsWriter.write(file, metadata(adapter, fields, spec.sharing()), tensors.values());
    }

    /** @param words what the method is called where the metadata do not say it */
    private static Map<String, String> metadata(LowRankAdapter adapter, String fields, String words) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "format", FORMAT,
                "base", adapter.base(),
                "base_sha256", adapter.baseSha256(),
                "naming", adapter.naming().name(),
                "layers", Integer.toString(adapter.layers().size()),
                "adapter", fields));
        if (!adapter.method().equals(words)) {
            metadata.put(METHOD, adapter.method());
        }
        return metadata;
    }

    private static void put(Map<String, Weight> tensors, String name, int rows, int columns, float[] numbers) {
        Weight before = tensors.putIfAbsent(name, Weight.of(name, new int[] {rows, columns}, numbers));
        if (before != null && !Arrays.equals(before.toArray(), numbers)) {
            throw new IllegalArgumentException(
                    name + " is not the same in every layer, expected it to be as the method shares it");
        }
    }

    /**
     * Reads an adapter: equal to the one that was written.
     *
     * @throws ModelFormatException naming file, value and expectation
     */
    public static LowRankAdapter read(Path file) {
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, String> metadata = tensors.metadata();
            if (!FORMAT.equals(metadata.get("format"))) {
                throw new ModelFormatException(
                        file, "has the format " + metadata.get("format") + ": expected " + FORMAT);
            }
            JsonFields fields = JsonFields.parse(
                    file, "{\"adapter\":" + metadata.get("adapter") + ",\"layers\":" + metadata.get("layers") + "}");
            AdapterSpec trained = AdapterFields.read(fields.object("adapter"));
            int count = fields.integer("layers", 1, MAX_LAYERS);
            ModuleNames naming = ModuleNames.valueOf(metadata.getOrDefault("naming", ""));
            if (metadata.containsKey(MethodFile.FORM)) {
                return adapter(metadata, naming, Export.peftLora(trained), CompactMatrices.read(tensors, naming, count))
                        .with(MethodFile.of(tensors));
            }
            LowRankSpec spec = lowRank(file, trained);
            List<Map<String, LowRankPair>> layers = new ArrayList<>();
            for (int layer = 0; layer < count; layer++) {
                layers.add(pairs(tensors, spec, layer));
            }
            return adapter(metadata, naming, Export.peftLora(spec), layers);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(file, e.getMessage(), e);
        }
    }

    private static LowRankAdapter adapter(
            Map<String, String> metadata,
            ModuleNames naming,
            Export.PeftLora lora,
            List<Map<String, LowRankPair>> layers) {
        return new LowRankAdapter(
                metadata.getOrDefault("base", ""),
                metadata.getOrDefault("base_sha256", ""),
                naming,
                metadata.getOrDefault(METHOD, lora.words()),
                lora.alpha(layers.getFirst().values().iterator().next().rank()),
                lora.rankStabilized(),
                lora.dropout(),
                layers);
    }

    private static LowRankSpec lowRank(Path file, AdapterSpec adapter) {
        if (adapter instanceof LowRankSpec spec) {
            return spec;
        }
        throw new ModelFormatException(
                file, "is of the method " + adapter.method().id() + ": expected a low-rank one");
    }

    private static Map<String, LowRankPair> pairs(Safetensors tensors, LowRankSpec spec, int layer) {
        Map<String, LowRankPair> pairs = new LinkedHashMap<>();
        for (String target : spec.targets()) {
            Weight a = matrix(tensors, nameOfA(spec, layer, target));
            Weight b = matrix(tensors, nameOfB(spec, layer, target));
            if (a.shape()[0] != spec.rank()) {
                throw new ModelFormatException(
                        tensors.file(), a.name() + " has " + a.shape()[0] + " rows: expected the rank " + spec.rank());
            }
            pairs.put(target, new LowRankPair(a.shape()[1], b.shape()[0], a.toArray(), b.toArray()));
        }
        return pairs;
    }

    private static Weight matrix(Safetensors tensors, String name) {
        Weight weight = tensors.weight(name).requireFinite(tensors.file());
        if (weight.shape().length != 2 || weight.size() == 0) {
            throw new ModelFormatException(tensors.file(), name + " is no matrix: expected two sizes, none of them 0");
        }
        return weight;
    }

    private static String nameOfA(LowRankSpec spec, int layer, String target) {
        return (spec.sharesA(target) ? target : layer + "." + target) + ".A";
    }

    private static String nameOfB(LowRankSpec spec, int layer, String target) {
        return (spec.sharesB(target) ? target : layer + "." + target) + ".B";
    }
}
