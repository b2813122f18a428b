package sharelora.engine.format.safetensors;

import java.util.Arrays;
import java.util.Objects;

/**
 * The entry of one tensor in a safetensors header.
 *
 * @param begin first byte, counted from the end of the header
 * @param end first byte behind it
 */
record TensorEntry(String name, TensorType type, int[] shape, long begin, long end) {

    long bytes() {
        return end - begin;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorEntry(String n, TensorType t, int[] s, long b, long e)
                && name.equals(n)
                && type == t
                && Arrays.equals(shape, s)
                && begin == b
                && end == e;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, Arrays.hashCode(shape), begin, end);
    }
}
