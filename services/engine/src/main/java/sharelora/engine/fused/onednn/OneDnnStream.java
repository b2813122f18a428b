package sharelora.engine.fused.onednn;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.onednn.MatmulShape.Matmul;
import sharelora.engine.fused.onednn.MatmulShape.Primitive;

/** An oneDNN stream for one thread at a time, with its argument list and the scratchpad of its primitives. */
final class OneDnnStream implements AutoCloseable {

    private static final int SOURCE = 1;
    private static final int DESTINATION = 17;
    private static final int WEIGHTS = 33;
    private static final int BIAS = 41;
    private static final int SCRATCHPAD = 80;

    /** Argument lists are structures of an int, padded, and a pointer. */
    private static final int ARGUMENT_BYTES = 16;

    private static final int MAX_ARGUMENTS = 5;

    private final Calls calls;
    private final OneDnn library;
    private final long engine;
    private final long stream;
    private final Block list = Block.of((MAX_ARGUMENTS * ARGUMENT_BYTES + Long.BYTES) / Float.BYTES);
    private Block scratchpad = Block.of(Block.LINE);
    private Block rounded = Block.of(Block.LINE);
    private Block packed = Block.of(Block.LINE);
    private Block plain = Block.of(Block.LINE);
    private int count;

    /** The calls that every product makes, bound once. */
    record Calls(MethodHandle createMemory, MethodHandle destroyMemory, MethodHandle execute, MethodHandle await) {

        private static final MemoryLayout POINTER = ValueLayout.JAVA_LONG;

        static Calls of(OneDnn library) {
            return new Calls(
                    library.function("dnnl_memory_create", POINTER, POINTER, POINTER, POINTER),
                    library.function("dnnl_memory_destroy", POINTER),
                    library.function("dnnl_primitive_execute", POINTER, POINTER, ValueLayout.JAVA_INT, POINTER),
                    library.function("dnnl_stream_wait", POINTER));
        }
    }

    OneDnnStream(Calls calls, OneDnn library, long engine) {
        this.calls = calls;
        this.library = library;
        this.engine = engine;
        this.stream = library.create("dnnl_stream_create", engine, 1); // in order
    }

    /**
     * One product.
     *
     * @param weights memory object
     * @param bias memory object, 0 where the primitive has none
     * @param x address of the first row
     * @param y address of the first row
     */
    void multiply(Matmul matmul, long weights, long bias, long x, long y) {
        long factor = x;
        if (matmul.rounding().isPresent()) {
            rounded = room(rounded, matmul.roundedBytes());
            factor = rounded.address();
            count = 0;
            run(matmul.rounding().get(), x, factor);
        }
        count = 0;
        add(WEIGHTS, weights);
        if (bias != 0) {
            add(BIAS, bias);
        }
        run(matmul.product(), factor, y);
    }

    /** Room to quantise a block of rows in. It holds until the next call. */
    Int8Room int8Room(int rows, int pitch, int sumsPitch) {
        rounded = room(rounded, Int8Room.bytes(rows, pitch, sumsPitch));
        return new Int8Room(rounded.address(), rows, pitch);
    }

    /** Packs plain weights into room of this stream's, where they are until the next call. */
    void pack(Primitive packing, long from) {
        packed = room(packed, library.bytes(packing.destination()));
        count = 0;
        run(packing, from, packed.address());
    }

    /**
     * One product with the weights that were packed last.
     *
     * @param weights their memory descriptor
     */
    void multiplyPacked(Matmul matmul, long weights, long x, long y) {
        long operand = memory(weights, packed.address());
        multiply(matmul, operand, 0, x, y);
        destroy(operand);
    }

    /** Room for a panel of weights that are yet to be packed. It holds until the next call. @return its address */
    long plain(long bytes) {
        plain = room(plain, bytes);
        return plain.address();
    }

    /** Room for the sums of a panel. It holds until the next call. @return its address */
    long sums(long bytes) {
        rounded = room(rounded, bytes);
        return rounded.address();
    }

    private void run(Primitive primitive, long x, long y) {
        scratchpad = room(scratchpad, primitive.scratchpadBytes());
        long source = memory(primitive.source(), x);
        long destination = memory(primitive.destination(), y);
        long work = memory(primitive.scratchpad(), scratchpad.address());
        add(SOURCE, source);
        add(DESTINATION, destination);
        add(SCRATCHPAD, work);
        execute(primitive.handle());
        destroy(source);
        destroy(destination);
        destroy(work);
    }

    /** Runs a reorder from one memory object to another. */
    void reorder(long primitive, long from, long to) {
        count = 0;
        add(SOURCE, from);
        add(DESTINATION, to);
        execute(primitive);
    }

    private void add(int argument, long memory) {
        long at = list.address() + (long) count * ARGUMENT_BYTES;
        Lanes.MEMORY.set(ValueLayout.JAVA_INT, at, argument);
        Lanes.MEMORY.set(ValueLayout.JAVA_LONG, at + Long.BYTES, memory);
        count++;
    }

    /** A block of at least so many bytes: the given one, or a larger one that replaces it. */
    private static Block room(Block block, long bytes) {
        long floats = Math.ceilDiv(bytes, Float.BYTES);
        if (floats <= block.floats()) {
            return block;
        }
        block.close();
        return Block.of(floats);
    }

    private long memory(long descriptor, long address) {
        long created = list.address() + (long) MAX_ARGUMENTS * ARGUMENT_BYTES;
        try {
            OneDnn.check(
                    "dnnl_memory_create", (int) calls.createMemory().invokeExact(created, descriptor, engine, address));
        } catch (Throwable thrown) {
            throw OneDnn.unchecked(thrown);
        }
        return Lanes.MEMORY.get(ValueLayout.JAVA_LONG, created);
    }

    private void destroy(long memory) {
        try {
            OneDnn.check("dnnl_memory_destroy", (int) calls.destroyMemory().invokeExact(memory));
        } catch (Throwable thrown) {
            throw OneDnn.unchecked(thrown);
        }
    }

    private void execute(long primitive) {
        try {
            OneDnn.check("dnnl_primitive_execute", (int)
                    calls.execute().invokeExact(primitive, stream, count, list.address()));
            OneDnn.check("dnnl_stream_wait", (int) calls.await().invokeExact(stream));
        } catch (Throwable thrown) {
            throw OneDnn.unchecked(thrown);
        }
    }

    @Override
    public void close() {
        library.run("dnnl_stream_destroy", stream);
        list.close();
        scratchpad.close();
        rounded.close();
        packed.close();
        plain.close();
    }
}
