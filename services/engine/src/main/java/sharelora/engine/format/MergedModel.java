package sharelora.engine.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A base with an adapter worked into its weights, W + scale · B A, as a Hugging Face folder that needs no PEFT: all files
 * of the base, but with other numbers. The same base and adapter make the same bytes.
 */
public final class MergedModel {

    private static final String MODEL = "model.safetensors";

    private MergedModel() {}

    /**
     * Writes the folder.
     *
     * @param base a folder that {@link ModelImport} wrote
     * @param folder made where it is missing; files of the same names are replaced
     * @throws ModelFormatException where the base lacks a projection of the adapter, or has it with other sizes
     * @throws UncheckedIOException when it cannot be written
     */
    public static void write(Path base, LowRankAdapter adapter, Path folder) {
        try (HuggingFaceFolder model = HuggingFaceFolder.open(base);
                Stream<Path> files = Files.list(base)) {
            Files.createDirectories(folder);
            Map<String, int[]> shapes = new TreeMap<>();
            model.names().forEach(name -> shapes.put(name, model.stored(name).shape()));
            Map<String, LowRankPair> pairs = pairs(base, adapter, shapes);
            SafetensorsWriter.write(folder.resolve(MODEL), Map.of("format", "pt"), shapes, name -> {
                LowRankPair pair = pairs.get(name);
                return pair == null ? model.stored(name) : merged(model.stored(name), pair, adapter);
            });
            for (Path file : files.filter(MergedModel::isNoWeights).toList()) {
                Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean isNoWeights(Path file) {
        List<String> weights = List.of(MODEL, "manifest.json");
        return Files.isRegularFile(file) && !weights.contains(file.getFileName().toString());
    }

    private static Map<String, LowRankPair> pairs(Path base, LowRankAdapter adapter, Map<String, int[]> shapes) {
        Naming naming = adapter.naming();
        Map<String, LowRankPair> pairs = new HashMap<>();
        for (int i = 0; i < adapter.layers().size(); i++) {
            int layer = i;
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
                pairs.put(name, pair);
            });
        }
        return pairs;
    }

    private static Weight merged(Weight weight, LowRankPair pair, LowRankAdapter adapter) {
        boolean turned = adapter.naming().turned();
        Weight sum = sum(turned ? weight.transposed() : weight, pair, adapter.scale());
        return turned ? sum.transposed() : sum;
    }

    private static Weight sum(Weight weight, LowRankPair pair, double scale) {
        float[] sum = weight.toArray(); // [out, in]
        double[] row = new double[pair.in()];
        for (int o = 0; o < pair.out(); o++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = sum[o * pair.in() + i];
            }
            for (int r = 0; r < pair.rank(); r++) {
                double b = scale * pair.b()[o * pair.rank() + r];
                for (int i = 0; i < row.length; i++) {
                    row[i] += b * pair.a()[r * pair.in() + i];
                }
            }
            for (int i = 0; i < row.length; i++) {
                sum[o * pair.in() + i] = (float) row[i];
            }
        }
        return Weight.of(weight.name(), weight.shape(), sum);
    }
}
