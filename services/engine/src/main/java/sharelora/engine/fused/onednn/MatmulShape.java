package sharelora.engine.fused.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.engine.fused.memory.Arena;
import sharelora.engine.fused.memory.Lanes;

/**
 * oneDNN matmul primitives (oneDNN developer guide, "Matrix Multiplication") of one shape, [M, in] by [in, out], for every number of rows M. Rows are cut into blocks of at
 * most {@link #BLOCK} and the last block is rounded up to whole groups, so there are at most 32 primitives a shape and
 * purpose, whatever lengths a stream brings. All weights of the shape share them: weights are an argument.
 *
 * <p>Groups also keep a row's bits apart from the number of rows: with a single row oneDNN takes another path.
 */
final class MatmulShape implements AutoCloseable {

    static final int BLOCK = 512;

    private static final int GROUP = Arena.ROW_GROUP;
    private static final int USER_SCRATCHPAD = 1;
    private static final int QUERY_WEIGHTS = 131;
    private static final int QUERY_SCRATCHPAD = 136;

    private final OneDnn library;
    private final long engine;
    private final int factors;
    private final int in;
    private final int out;
    private final Map<Purpose, Matmul[]> matmuls = new EnumMap<>(Purpose.class);
    private final Map<Strides, Primitive> packings = new HashMap<>();
    private final List<Long> descriptors = new ArrayList<>();
    private final long bias;
    private final long weights;

    /** What a product does to its destination. */
    enum Purpose {
        ADD_BIAS,
        SET,
        ADD
    }

    /**
     * A product.
     *
     * @param rounding what x goes through before, where products are of bfloat16
     * @param roundedBytes what comes out of that
     */
    record Matmul(Primitive product, Optional<Primitive> rounding, long roundedBytes) {}

    /**
     * A primitive with the descriptors of its arguments.
     *
     * @param source [M, in]
     * @param destination [M, out]; a rounding's [M, in]
     * @param scratchpad the memory it works in
     * @param scratchpadBytes of that
     */
    record Primitive(long handle, long source, long destination, long scratchpad, long scratchpadBytes) {}

    private record Strides(long row, long column) {}

    /** @param factors type of the numbers that are multiplied: {@link OneDnn#FLOAT32}, {@link OneDnn#BFLOAT16} or {@link OneDnn#INT8} */
    MatmulShape(OneDnn library, long engine, int factors, int in, int out) {
        this.library = library;
        this.engine = engine;
        this.factors = factors;
        this.in = in;
        this.out = out;
        this.bias = keep(library.memoryDescriptor(OneDnn.FLOAT32, 1, out, out, 1));
        this.weights = chooseFormat();
    }

    /** Memory descriptor of the weights [in, out] in the format that oneDNN chooses for this shape. */
    long weights() {
        return weights;
    }

    /** Numbers from one row of outputs to the next. */
    int outPitch() {
        return Lanes.whole(out);
    }

    /** Memory descriptor of the bias [1, out]. */
    long bias() {
        return bias;
    }

    static int blockRows(int rows) {
        return Math.min(BLOCK, (rows + GROUP - 1) / GROUP * GROUP);
    }

    /** Rows of a result's room: whole blocks, and the last one in whole groups. */
    static int wholeRows(int rows) {
        int rest = rows % BLOCK;
        return rows - rest + blockRows(rest);
    }

    /** @param rows as {@link #blockRows} gives them */
    synchronized Matmul matmul(Purpose purpose, int rows) {
        Matmul[] made = matmuls.computeIfAbsent(purpose, any -> new Matmul[BLOCK / GROUP + 1]);
        if (made[rows / GROUP] == null) {
            made[rows / GROUP] = make(purpose, rows);
        }
        return made[rows / GROUP];
    }

    /** Brings weights [in, out] that lie in memory with these strides, in numbers, into {@link #weights}'s format. */
    synchronized Primitive packing(long rowStride, long columnStride) {
        return packings.computeIfAbsent(new Strides(rowStride, columnStride), strides -> {
            long source = keep(library.memoryDescriptor(factors, in, out, rowStride, columnStride));
            long attributes = attributes(false);
            long primitiveDescriptor =
                    library.create("dnnl_reorder_primitive_desc_create", source, engine, weights, engine, attributes);
            return primitive(primitiveDescriptor, attributes, source, weights);
        });
    }

    private Matmul make(Purpose purpose, int rows) {
        long source = rows(factors, rows, in);
        long destination = rows(sums(), rows, out);
        long attributes = attributes(purpose == Purpose.ADD);
        long primitiveDescriptor =
                primitiveDescriptor(source, weights, purpose == Purpose.ADD_BIAS ? bias : 0, destination, attributes);
        Primitive product = primitive(primitiveDescriptor, attributes, source, destination);
        return factors == OneDnn.BFLOAT16
                ? new Matmul(product, Optional.of(rounding(rows, source)), library.bytes(source))
                : new Matmul(product, Optional.empty(), 0);
    }

    private Primitive rounding(int rows, long rounded) {
        long source = rows(OneDnn.FLOAT32, rows, in);
        long attributes = attributes(false);
        long primitiveDescriptor =
                library.create("dnnl_reorder_primitive_desc_create", source, engine, rounded, engine, attributes);
        return primitive(primitiveDescriptor, attributes, source, rounded);
    }

    /** Creates a primitive from its descriptor, and destroys the descriptor and its attributes. */
    private Primitive primitive(long primitiveDescriptor, long attributes, long source, long destination) {
        long scratchpad = keep(query(primitiveDescriptor, QUERY_SCRATCHPAD));
        long handle = library.create("dnnl_primitive_create", primitiveDescriptor);
        library.run("dnnl_primitive_desc_destroy", primitiveDescriptor);
        library.run("dnnl_primitive_attr_destroy", attributes);
        return new Primitive(handle, source, destination, scratchpad, library.bytes(scratchpad));
    }

    /** Memory descriptor of rows as an arena lays them out. */
    private long rows(int type, int rows, int columns) {
        return keep(library.memoryDescriptor(type, rows, columns, Lanes.whole(columns), 1));
    }

    /** Scratchpads are ours: the library's own would belong to the thread that made the primitive. */
    private long attributes(boolean add) {
        long attributes = library.create("dnnl_primitive_attr_create");
        library.run("dnnl_primitive_attr_set_scratchpad_mode", attributes, USER_SCRATCHPAD);
        if (add) {
            long sum = library.create("dnnl_post_ops_create");
            library.run("dnnl_post_ops_append_sum", sum, 1f, 0, OneDnn.FLOAT32);
            library.run("dnnl_primitive_attr_set_post_ops", attributes, sum);
            library.run("dnnl_post_ops_destroy", sum);
        }
        return attributes;
    }

    private long chooseFormat() {
        long source = rows(factors, BLOCK, in);
        long destination = rows(sums(), BLOCK, out);
        long primitiveDescriptor =
                primitiveDescriptor(source, keep(library.anyFormat(factors, in, out)), 0, destination, 0);
        long chosen = keep(query(primitiveDescriptor, QUERY_WEIGHTS));
        library.run("dnnl_primitive_desc_destroy", primitiveDescriptor);
        return chosen;
    }

    /** Type of what a product adds up in: whole numbers stay whole, and a pass of ours gives them their factors. */
    private int sums() {
        return factors == OneDnn.INT8 ? OneDnn.INT32 : OneDnn.FLOAT32;
    }

    private long primitiveDescriptor(long source, long weightsLike, long biasLike, long destination, long attributes) {
        return library.create(
                "dnnl_matmul_primitive_desc_create", engine, source, weightsLike, biasLike, destination, attributes);
    }

    /** A clone of the memory descriptor: the original lives only as long as the primitive descriptor. */
    private long query(long primitiveDescriptor, int what) {
        return library.create(
                "dnnl_memory_desc_clone", library.ask("dnnl_primitive_desc_query_md", primitiveDescriptor, what, 0));
    }

    private long keep(long descriptor) {
        descriptors.add(descriptor);
        return descriptor;
    }

    @Override
    public synchronized void close() {
        matmuls.values().stream()
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .flatMap(matmul -> Stream.concat(Stream.of(matmul.product()), matmul.rounding().stream()))
                .forEach(primitive -> library.run("dnnl_primitive_destroy", primitive.handle()));
        matmuls.clear();
        packings.values().forEach(packing -> library.run("dnnl_primitive_destroy", packing.handle()));
        packings.clear();
        descriptors.forEach(descriptor -> library.run("dnnl_memory_desc_destroy", descriptor));
        descriptors.clear();
    }
}
