package sharelora.engine.format.huggingface;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;

/** A randomly initialized model of a given shape, for measurements, where only sizes count. */
public final class RandomModel {

    static final double DEVIATION = 0.02;

    private RandomModel() {}

    /**
     * Writes {@code config.json} and {@code model.safetensors}; there is no tokenizer. Weights are drawn as Hugging Face
     * transformers initializes them, and norms are the identity.
     *
     * @param folder made where it is missing; files of the same names are replaced
     * @throws UncheckedIOException when the folder cannot be written
     */
    public static void write(ModelShape shape, long seed, Path folder) {
        ModelConfig config = ModelConfig.of(shape);
        SortedMap<String, int[]> tensors = ModelTensors.of(config);
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined()) {
            Files.createDirectories(folder);
            long largest =
                    tensors.values().stream().mapToLong(RandomModel::size).max().orElseThrow();
            MemorySegment memory = arena.allocate(ValueLayout.JAVA_FLOAT, largest);
            SafetensorsWriter.write(
                    folder.resolve("model.safetensors"),
                    Map.of("format", "pt"),
                    tensors,
                    name -> draw(name, tensors.get(name), memory, random));
            CanonicalJson.write(folder.resolve("config.json"), config.fields());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Weight draw(String name, int[] shape, MemorySegment memory, SplittableRandom random) {
        long size = size(shape);
        for (long i = 0; i < size; i++) {
            float value = shape.length == 1
                    ? (name.endsWith(".weight") ? 1 : 0)
                    : (float) (DEVIATION * random.nextGaussian());
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        return new Weight(name, shape, memory.asSlice(0, size * Float.BYTES));
    }

    private static long size(int[] shape) {
        return shape.length == 1 ? shape[0] : (long) shape[0] * shape[1];
    }
}
