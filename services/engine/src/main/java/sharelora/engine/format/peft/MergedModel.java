package sharelora.engine.format.peft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.StockHead;

/**
 * A base with an adapter merged into its weights, W + scale · B A, as a Hugging Face folder that needs no PEFT: all files
 * of the base, but with other numbers; with a stock head that of its class for sequence classification. Each tensor has the
 * type in which the base published it, and one to which the adapter adds nothing its very bytes. The same base, adapter and
 * head make the same bytes.
 */
public final class MergedModel {

    private static final String MODEL = "model.safetensors";
    private static final String CONFIG = "config.json";

    private MergedModel() {}

    /**
     * Writes the folder.
     *
     * @param base the folder of an imported base model
     * @param head a stock head to go with it; none: the base keeps the head it has
     * @param folder made where it is missing; files of the same names are replaced
     * @throws ModelFormatException where the base lacks a projection of the adapter, or has it with other sizes
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Path base, LowRankAdapter adapter, Optional<StockHead> head, Path folder) {
        try (HuggingFaceFolder model = HuggingFaceFolder.open(base);
                Stream<Path> files = Files.list(base)) {
            Files.createDirectories(folder);
            Tensors tensors = Tensors.of(model, head);
            Map<String, Added> added = added(base, adapter, tensors.ofBase);
            SafetensorsWriter.write(
                    folder.resolve(MODEL), Map.of("format", "pt"), tensors.shapes, tensors.types, name -> {
                        if (tensors.ofHead.containsKey(name)) {
                            return tensors.ofHead.get(name);
                        }
                        Weight weight = model.stored(tensors.names.get(name));
                        Added change = added.get(tensors.names.get(name));
                        return change == null || change.isNothing() ? weight : merged(weight, change, adapter);
                    });
            for (Path file : files.filter(MergedModel::isNoWeights).toList()) {
                Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
            if (head.isPresent()) {
                CanonicalJson.write(folder.resolve(CONFIG), config(base, head.get()));
            }
        } catch (ArithmeticException e) {
            throw new ModelFormatException(base, "with the adapter: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * What is written.
     *
     * @param ofBase shapes by the base's names
     * @param names of the base's tensors, by the names that they are written under
     * @param shapes by the name that is written
     * @param types by the name that is written
     * @param ofHead tensors that are not the base's
     */
    private record Tensors(
            Map<String, int[]> ofBase,
            Map<String, String> names,
            Map<String, int[]> shapes,
            Map<String, TensorType> types,
            Map<String, Weight> ofHead) {

        static Tensors of(HuggingFaceFolder model, Optional<StockHead> head) {
            Map<String, int[]> ofBase = new TreeMap<>();
            model.names().forEach(name -> ofBase.put(name, model.stored(name).shape()));
            Tensors tensors = new Tensors(
                    ofBase,
                    MergedModel.names(ofBase.keySet(), head),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());
            tensors.names.forEach((name, from) -> tensors.put(name, ofBase.get(from), model.publishedType(from)));
            TensorType ofMost = mostly(tensors.types.values());
            head.ifPresent(stock -> stock.weights("").forEach(weight -> {
                tensors.ofHead.put(weight.name(), weight);
                tensors.put(weight.name(), weight.shape(), ofMost);
            }));
            return tensors;
        }

        private void put(String name, int[] shape, TensorType type) {
            shapes.put(name, shape);
            types.put(name, type);
        }

        /** The type of most tensors; a head leaves in it, since a model has one type. */
        private static TensorType mostly(Collection<TensorType> types) {
            return types.stream()
                    .max(Comparator.comparingInt((TensorType type) -> Collections.frequency(types, type))
                            .thenComparing(Comparator.reverseOrder()))
                    .orElse(TensorType.F32);
        }
    }

    /** The class for sequence classification keeps the bare model under a name of its own, and no language head. */
    private static Map<String, String> names(Set<String> ofBase, Optional<StockHead> head) {
        String prefix = head.map(stock -> stock.naming().prefix()).orElse("");
        Map<String, String> names = new TreeMap<>();
        ofBase.stream()
                .filter(name -> head.isEmpty() || !name.startsWith("lm_head."))
                .forEach(name -> names.put(name.startsWith(prefix) ? name : prefix + name, name));
        return names;
    }

    private static Map<String, Object> config(Path base, StockHead head) {
        Map<String, Object> config =
                new HashMap<>(JsonFields.read(base.resolve(CONFIG)).values());
        List<String> labels = head.labels().isEmpty() ? List.of("LABEL_0") : head.labels();
        Map<String, String> byNumber = new HashMap<>();
        Map<String, Integer> byLabel = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            byNumber.put(Integer.toString(i), labels.get(i));
            byLabel.put(labels.get(i), i);
        }
        config.put("architectures", List.of(head.naming().architecture()));
        config.put("id2label", byNumber);
        config.put("label2id", byLabel);
        config.put("problem_type", head.labels().isEmpty() ? "regression" : "single_label_classification");
        return config;
    }

    private static boolean isNoWeights(Path file) {
        List<String> weights = List.of(MODEL, "manifest.json");
        return Files.isRegularFile(file) && !weights.contains(file.getFileName().toString());
    }

    /** What is added to one weight. */
    private record Added(LowRankPair pair, List<SparsePart> sparse) {

        boolean isNothing() {
            return pair.addsNothing() && sparse.stream().allMatch(SparsePart::addsNothing);
        }
    }

    private static Map<String, Added> added(Path base, LowRankAdapter adapter, Map<String, int[]> shapes) {
        ModuleNames naming = adapter.naming();
        Map<String, Added> added = new HashMap<>();
        for (int i = 0; i < adapter.layers().size(); i++) {
            int layer = i;
            Map<String, List<SparsePart>> sparse = SparsePart.byModule(adapter, layer);
            LayerPairs.byModule(adapter.layers().get(i), naming).forEach((module, pair) -> {
                List<String> names = naming.namesOfWeight(layer, module);
                int[] expected =
                        naming.turned() ? new int[] {pair.in(), pair.out()} : new int[] {pair.out(), pair.in()};
                String name = names.stream()
                        .filter(known -> Arrays.equals(shapes.get(known), expected))
                        .findFirst()
                        .orElseThrow(() -> new ModelFormatException(
                                base,
                                "has no " + names.getFirst() + " of the sizes " + Arrays.toString(expected)
                                        + ": expected it for the adapter"));
                added.put(name, new Added(pair, sparse.getOrDefault(module, List.of())));
            });
        }
        return added;
    }

    private static Weight merged(Weight weight, Added added, LowRankAdapter adapter) {
        boolean turned = adapter.naming().turned();
        Weight sum = sum(turned ? weight.transposed() : weight, added, adapter.scale());
        return turned ? sum.transposed() : sum;
    }

    private static Weight sum(Weight weight, Added added, double scale) {
        LowRankPair pair = added.pair();
        float[] sum = weight.toArray(); // [out, in]
        double[] row = new double[pair.in()];
        for (int o = 0; o < pair.out(); o++) {
            Arrays.fill(row, 0);
            for (int r = 0; r < pair.rank(); r++) {
                double b = scale * pair.b()[o * pair.rank() + r];
                for (int i = 0; i < row.length; i++) {
                    row[i] += b * pair.a()[r * pair.in() + i];
                }
            }
            for (SparsePart part : added.sparse()) {
                part.addTo(o, row);
            }
            for (int i = 0; i < row.length; i++) {
                if (row[i] != 0) { // a sum with zero would turn -0 to 0
                    sum[o * pair.in() + i] = (float) (sum[o * pair.in() + i] + row[i]);
                }
            }
        }
        return Weight.of(weight.name(), weight.shape(), sum);
    }
}
