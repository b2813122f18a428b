package sharelora.engine.format.safetensors;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import sharelora.engine.format.ModelFormatException;

/**
 * A named float32 tensor in memory that it does not own, usually a mapped file.
 *
 * @param shape [rows, columns] or [size]
 * @param data row-major little-endian float32
 */
public record Weight(String name, int[] shape, MemorySegment data) {

    private static final ValueLayout.OfFloat FLOAT32 =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A weight over a heap array, for tests and small tensors. */
    public static Weight of(String name, int[] shape, float[] values) {
        return new Weight(name, shape, MemorySegment.ofArray(values));
    }

    public int size() {
        int size = 1;
        for (int n : shape) {
            size = Math.multiplyExact(size, n);
        }
        return size;
    }

    /** Whole numbers, for a tensor of type I32. */
    public static Weight ofWords(String name, int[] words) {
        return new Weight(name, new int[] {words.length}, MemorySegment.ofArray(words));
    }

    public float get(long index) {
        return data.get(FLOAT32, index * Float.BYTES);
    }

    /** Some rows of a matrix, in the same memory. */
    public Weight rows(int first, int count) {
        long row = (long) shape[1] * Float.BYTES;
        return new Weight(name, new int[] {count, shape[1]}, data.asSlice(first * row, count * row));
    }

    /** A transposed copy of a matrix. */
    public Weight transposed() {
        int rows = shape[0];
        int columns = shape[1];
        float[] transposed = new float[size()];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = get((long) i * columns + j);
            }
        }
        return of(name, new int[] {columns, rows}, transposed);
    }

    /** The same numbers under another name. */
    public Weight named(String other) {
        return new Weight(other, shape, data);
    }

    /**
     * Returns this tensor if all its numbers are finite.
     *
     * @throws ModelFormatException naming {@code file}, the tensor, the first number that is not, and its index
     */
    public Weight requireFinite(Path file) {
        int size = size();
        for (long i = 0; i < size; i++) {
            if (!Float.isFinite(get(i))) {
                throw new ModelFormatException(
                        file, "tensor " + quote(name) + " holds " + get(i) + " at " + i + ": expected finite numbers");
            }
        }
        return this;
    }

    /** A copy of all its numbers. */
    public float[] toArray() {
        return data.toArray(FLOAT32);
    }
}
