package sharelora.engine.fused.memory;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Zeroed float32 numbers in ND4J's memory, from a cache line's start on. Freed when closed or unreachable: who holds an
 * address has to hold the block too.
 */
public final class Block implements AutoCloseable {

    /** 64 bytes: a cache line, and what oneDNN's formats like. */
    public static final int LINE = 16;

    private final INDArray array;
    private final long address;
    private final long floats;

    private Block(long floats) {
        this.floats = floats;
        array = Nd4j.create(DataType.FLOAT, floats + LINE);
        address = (array.data().address() + LINE * Float.BYTES - 1) & -(LINE * Float.BYTES);
    }

    /** Room for {@code floats} numbers, at least one vector. */
    public static Block of(long floats) {
        return new Block(Math.max(floats, Lanes.COUNT));
    }

    public long address() {
        return address;
    }

    public long floats() {
        return floats;
    }

    @Override
    public void close() {
        array.close();
    }
}
