package sharelora.engine.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.config.BertConfig;

/** Small files, byte by byte, that a writer of ours would never write. */
public final class HandMade {

    /** One layer, D = 4. */
    public static final BertConfig TINY = new BertConfig(1, 4, 2, 6, 7, 5, 2, 1e-12, 0.1, 0.1, 0.1);

    private HandMade() {}

    /** A safetensors file of that header, as long as it is, and that much data. */
    public static Path safetensors(Path file, String header, int dataBytes) {
        return safetensors(file, header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    public static Path safetensors(Path file, byte[] header, int dataBytes) {
        return bytes(file, header.length, header, dataBytes);
    }

    public static Path bytes(Path file, long statedLength, byte[] header, int dataBytes) {
        return write(
                file,
                ByteBuffer.allocate(Long.BYTES + header.length + dataBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(statedLength)
                        .put(header)
                        .array());
    }

    public static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Random weights of a tiny BERT under the names of the bare model. */
    public static Map<String, Weight> tinyBert() {
        SortedMap<String, int[]> shapes = ModelTensors.of(TINY);
        Random random = new Random(5);
        Map<String, Weight> weights = new HashMap<>();
        shapes.forEach((name, shape) -> weights.put(name, Weight.of(name, shape, numbers(random, shape))));
        return weights;
    }

    public static float[] numbers(Random random, int... shape) {
        int size = 1;
        for (int n : shape) {
            size *= n;
        }
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
