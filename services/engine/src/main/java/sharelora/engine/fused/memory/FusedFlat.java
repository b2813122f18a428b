package sharelora.engine.fused.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;

/** A flat vector in a block of its own, padded with zeros to whole vectors. */
public final class FusedFlat implements Flat {

    private final Block block;
    private final int size;

    public FusedFlat(int size) {
        this.size = size;
        this.block = Block.of((long) size + Lanes.COUNT); // a full vector may be read at the last number
    }

    public long address() {
        return block.address();
    }

    /** Address of a parameter's first number; its rows lie its stride apart. */
    public long address(Parameter parameter) {
        Objects.checkFromIndexSize(parameter.offset(), parameter.extent(), size);
        return at(parameter.offset());
    }

    /** Address of a range's first number. */
    public long address(Range range) {
        Objects.checkFromToIndex(range.from(), range.to(), size);
        return at(range.from());
    }

    /** Size with padding, whole vectors. */
    public int whole() {
        return Lanes.whole(size);
    }

    private long at(int index) {
        return block.address() + (long) index * Float.BYTES;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void write(int offset, float[] values) {
        Objects.checkFromIndexSize(offset, values.length, size);
        MemorySegment.copy(values, 0, Lanes.MEMORY, ValueLayout.JAVA_FLOAT, at(offset), values.length);
    }

    @Override
    public float[] read(int offset, int count) {
        Objects.checkFromIndexSize(offset, count, size);
        float[] values = new float[count];
        MemorySegment.copy(Lanes.MEMORY, ValueLayout.JAVA_FLOAT, at(offset), values, 0, count);
        return values;
    }

    @Override
    public double get(int index) {
        return Lanes.get(at(Objects.checkIndex(index, size)));
    }

    @Override
    public void set(int index, double value) {
        Lanes.set(at(Objects.checkIndex(index, size)), (float) value);
    }

    @Override
    public void fillZero() {
        Lanes.clear(block.address(), size);
    }
}
