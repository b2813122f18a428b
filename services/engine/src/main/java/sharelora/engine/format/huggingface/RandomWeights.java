package sharelora.engine.format.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.LongStream;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WeightSource;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.parameter.RandomKey;

/**
 * The weights of a random model that is in no file: each tensor is drawn when it is asked for, from the seed and its name
 * alone. For measurements of models that are too large to be written first. For one thread at a time.
 */
public final class RandomWeights implements WeightSource {

    /** Numbers that one task draws. */
    private static final long CHUNK = 1 << 20;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long PART = 0xFFFF;

    /** Deviation of a sum of four numbers in [0, 2^16) is 2^16 / √3. */
    private static final float SCALE = (float) (RandomModel.DEVIATION * Math.sqrt(3) / (PART + 1));

    private static final float MIDDLE = 2 * PART;

    private final SortedMap<String, int[]> tensors;
    private final long seed;
    private Arena drawn = Arena.ofShared();

    public RandomWeights(ModelConfig config, long seed) {
        this.tensors = ModelTensors.of(config);
        this.seed = seed;
    }

    @Override
    public Weight weight(String name, int... shape) {
        if (!Arrays.equals(tensors.get(name), shape)) {
            throw new IllegalArgumentException("tensor " + name + " has shape " + Arrays.toString(tensors.get(name))
                    + ": expected " + Arrays.toString(shape));
        }
        long size = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        MemorySegment numbers = drawn.allocate(ValueLayout.JAVA_FLOAT, size);
        if (shape.length == 1) {
            constant(numbers, size, name.endsWith(".weight") ? 1 : 0);
        } else {
            long key = RandomKey.of(seed, name);
            LongStream.range(0, Math.ceilDiv(size, CHUNK))
                    .parallel()
                    .forEach(chunk -> draw(key, numbers, chunk * CHUNK, Math.min(size, (chunk + 1) * CHUNK)));
        }
        return new Weight(name, shape, numbers);
    }

    /** Norms are the identity. */
    private static void constant(MemorySegment numbers, long size, float value) {
        for (long i = 0; i < size; i++) {
            numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    /** The four quarters of a SplitMix64 number, summed up: close to a normal distribution, and quickly drawn. */
    private static void draw(long key, MemorySegment numbers, long from, long to) {
        for (long i = from; i < to; i++) {
            long z = key + GOLDEN * (i + 1);
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            long sum = (z & PART) + (z >>> 16 & PART) + (z >>> 32 & PART) + (z >>> 48);
            numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, (sum - MIDDLE) * SCALE);
        }
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // The arena lives until the next call, or until this is closed.
    public void unload() {
        drawn.close();
        drawn = Arena.ofShared();
    }

    @Override
    public void close() {
        drawn.close();
    }
}
