package sharelora.platform.records;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** A growing list of primitive ints that Avro can write; each number is boxed only while it is written. */
final class IntList extends AbstractList<Integer> implements RandomAccess {

    private int[] values = new int[64];
    private int size;

    void append(int value) {
        reserve(1);
        values[size++] = value;
    }

    void append(int[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    @Override
    public Integer get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index + " of " + size);
        }
        return values[index];
    }

    @Override
    public int size() {
        return size;
    }

    private void reserve(int more) {
        if (size + more > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, size + more));
        }
    }
}
