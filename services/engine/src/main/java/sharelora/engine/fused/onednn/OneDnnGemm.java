package sharelora.engine.fused.onednn;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.kernels.Int8Rows;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;

/**
 * Products by oneDNN, with weights in the library's own format. A row's bits depend on that row alone, not on its place in
 * the call nor on how many other rows there are.
 */
public final class OneDnnGemm implements Gemm {

    private static final int CPU = 1;

    /** Bits of AVX2-VNNI and AVX512-VNNI in oneDNN's {@code dnnl_cpu_isa_t}. */
    private static final long INT8_UNITS = 0x48;

    private static final int SMALL_LIMIT = 63;

    private final OneDnn library;
    private final long engine;
    private final Precision precision;
    private final Arithmetic arithmetic;
    private final OneDnnStream.Calls calls;
    private final Map<Size, MatmulShape> shapes = new ConcurrentHashMap<>();
    private final Deque<OneDnnStream> idleStreams = new ArrayDeque<>();

    private record Size(int in, int out) {}

    private OneDnnGemm(OneDnn library, Arithmetic arithmetic) {
        this.library = library;
        this.arithmetic = arithmetic;
        this.precision = arithmetic.precision();
        this.engine = library.create("dnnl_engine_create", CPU, 0L);
        this.calls = OneDnnStream.Calls.of(library);
    }

    /** @throws IOException when this platform has no oneDNN */
    public static OneDnnGemm open(Precision precision) throws IOException {
        return open(Arithmetic.of(precision));
    }

    /**
     * Products in that arithmetic, whatever part of a base they are of.
     *
     * @throws IOException when this platform has no oneDNN
     */
    public static OneDnnGemm open(Arithmetic arithmetic) throws IOException {
        return new OneDnnGemm(OneDnn.load(Loader.getPlatform()), arithmetic);
    }

    @Override
    public String description() {
        return "oneDNN " + library.version() + (precision == Precision.FLOAT32 ? "" : " in " + precision.id());
    }

    @Override
    public Packed pack(Matrix weights, Matrix bias) {
        return switch (precision) {
            case FLOAT32, BFLOAT16 -> OneDnnPacked.of(this, weights, bias);
            case INT8 ->
                arithmetic.memory() == BaseMemory.SMALL
                        ? Int8Small.of(this, weights, bias)
                        : Int8Packed.of(this, weights, bias);
            case NF4 -> pack(List.of(weight(weights)), bias);
        };
    }

    private static Weight weight(Matrix matrix) {
        return Weight.of("matrix", new int[] {matrix.rows(), matrix.columns()}, matrix.toArray());
    }

    @Override
    public Packed pack(List<Weight> weights, Matrix bias) {
        return precision == Precision.NF4 ? Nf4Packed.of(this, weights, bias) : Gemm.super.pack(weights, bias);
    }

    /** Size beyond which an input of a product in int8 stays float32; 0: none does. */
    float outliers() {
        return (float) arithmetic.outliers();
    }

    OneDnn library() {
        return library;
    }

    MatmulShape shape(int in, int out) {
        return shapes.computeIfAbsent(new Size(in, out), size -> new MatmulShape(library, engine, factors(), in, out));
    }

    /** oneDNN's type of the numbers that are multiplied. */
    int factors() {
        return switch (precision) {
            case FLOAT32, NF4 -> OneDnn.FLOAT32;
            case BFLOAT16 -> OneDnn.BFLOAT16;
            case INT8 -> OneDnn.INT8;
        };
    }

    /**
     * Largest whole number of a weight. Without units for products of eight bits, oneDNN adds two of them up in 16 bits,
     * which must not overflow: 2 · 255 · 63 does not.
     */
    public int weightLimit() {
        return (library.ask("dnnl_get_effective_cpu_isa") & INT8_UNITS) == 0 ? SMALL_LIMIT : Int8Rows.LIMIT;
    }

    /** A memory object for constant numbers; the library reads them where they are. */
    long memory(long descriptor, long address) {
        return library.create("dnnl_memory_create", descriptor, engine, address);
    }

    /** Copies a matrix into another format. */
    void reorder(long from, long fromDescriptor, long to, long toDescriptor) {
        long primitiveDescriptor =
                library.create("dnnl_reorder_primitive_desc_create", fromDescriptor, engine, toDescriptor, engine, 0L);
        long primitive = library.create("dnnl_primitive_create", primitiveDescriptor);
        long source = memory(fromDescriptor, from);
        long destination = memory(toDescriptor, to);
        OneDnnStream stream = takeStream();
        stream.reorder(primitive, source, destination);
        returnStream(stream);
        library.run("dnnl_memory_destroy", source);
        library.run("dnnl_memory_destroy", destination);
        library.run("dnnl_primitive_destroy", primitive);
        library.run("dnnl_primitive_desc_destroy", primitiveDescriptor);
    }

    /**
     * A stream that no other thread uses. There are as many as ever were in use at once. A stream whose call failed is not
     * returned.
     */
    OneDnnStream takeStream() {
        synchronized (idleStreams) {
            return idleStreams.isEmpty() ? new OneDnnStream(calls, library, engine) : idleStreams.removeLast();
        }
    }

    void returnStream(OneDnnStream stream) {
        synchronized (idleStreams) {
            idleStreams.addLast(stream);
        }
    }

    @Override
    public void close() {
        idleStreams.forEach(OneDnnStream::close);
        idleStreams.clear();
        shapes.values().forEach(MatmulShape::close);
        shapes.clear();
        library.run("dnnl_engine_destroy", engine);
    }
}
