package sharelora.engine.fused.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import sharelora.engine.format.safetensors.Weight;

/** Frozen numbers, copied once into padded rows of a block of their own. */
public record FrozenRows(Block block, Matrix matrix) implements AutoCloseable {

    private static final ValueLayout.OfFloat LITTLE_ENDIAN =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Stacks weights of equal width; a vector is one row.
     *
     * @throws IllegalArgumentException naming the weight whose width differs or whose data is too short for its shape
     */
    public static FrozenRows rows(List<Weight> weights) {
        int columns = columns(weights.getFirst());
        int rows = weights.stream().mapToInt(FrozenRows::rows).sum();
        Block block = Block.of((long) rows * Lanes.whole(columns));
        Matrix matrix = new Matrix(block.address(), rows, columns);
        int next = 0;
        for (Weight weight : weights) {
            check(weight, columns);
            for (int i = 0; i < rows(weight); i++) {
                copy(weight, i * (long) columns, matrix.row(next++), columns);
            }
        }
        return new FrozenRows(block, matrix);
    }

    /** Vectors end to end as one row. */
    public static FrozenRows row(List<Weight> vectors) {
        int columns = vectors.stream().mapToInt(Weight::size).sum();
        Block block = Block.of(Lanes.whole(columns));
        Matrix matrix = new Matrix(block.address(), 1, columns);
        long next = matrix.address();
        for (Weight vector : vectors) {
            copy(vector, 0, next, vector.size());
            next += (long) vector.size() * Float.BYTES;
        }
        return new FrozenRows(block, matrix);
    }

    /** One row of zeros. */
    public static FrozenRows zeros(int columns) {
        Block block = Block.of(Lanes.whole(columns));
        return new FrozenRows(block, new Matrix(block.address(), 1, columns));
    }

    private static void check(Weight weight, int columns) {
        if (columns(weight) != columns) {
            throw new IllegalArgumentException(
                    weight.name() + " has " + columns(weight) + " columns, expected " + columns);
        }
    }

    private static void copy(Weight weight, long from, long to, int count) {
        MemorySegment.copy(
                weight.data(),
                LITTLE_ENDIAN,
                from * Float.BYTES,
                Lanes.MEMORY,
                ValueLayout.JAVA_FLOAT_UNALIGNED,
                to,
                count);
    }

    private static int rows(Weight weight) {
        return weight.shape().length == 1 ? 1 : weight.shape()[0];
    }

    private static int columns(Weight weight) {
        return weight.shape()[weight.shape().length - 1];
    }

    @Override
    public void close() {
        block.close();
    }
}
