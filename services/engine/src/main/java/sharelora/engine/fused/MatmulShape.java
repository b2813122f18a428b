package sharelora.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * oneDNN matmul primitives of one shape, [M, in] by [in, out], for every number of rows M. Rows are cut into blocks of at
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
    private final int in;
    private final int out;
    private final Map<Purpose, Matmul[]> matmuls = new EnumMap<>(Purpose.class);
    private final List<Long> descriptions = new ArrayList<>();
    private final long bias;
    private final long weights;

    /** What becomes of the product. */
    enum Purpose {
        ADD_BIAS,
        SET,
        ADD
    }

    /**
     * A primitive with the descriptions of its arguments.
     *
     * @param source [M, in]
     * @param destination [M, out]
     * @param scratchpad the memory it works in
     */
    record Matmul(long primitive, long source, long destination, long scratchpad, long scratchpadBytes) {}

    MatmulShape(OneDnn library, long engine, int in, int out) {
        this.library = library;
        this.engine = engine;
        this.in = in;
        this.out = out;
        this.bias = keep(library.describe(1, out, out, 1));
        this.weights = chooseFormat();
    }

    /** Description of the weights [in, out] in the format that oneDNN likes for this shape. */
    long weights() {
        return weights;
    }

    /** Description of the bias [1, out]. */
    long bias() {
        return bias;
    }

    static int blockRows(int rows) {
        return Math.min(BLOCK, (rows + GROUP - 1) / GROUP * GROUP);
    }

    /** @param rows as {@link #blockRows} gives them */
    synchronized Matmul matmul(Purpose purpose, int rows) {
        Matmul[] made = matmuls.computeIfAbsent(purpose, any -> new Matmul[BLOCK / GROUP + 1]);
        if (made[rows / GROUP] == null) {
            made[rows / GROUP] = make(purpose, rows);
        }
        return made[rows / GROUP];
    }

    private Matmul make(Purpose purpose, int rows) {
        long source = keep(library.describe(rows, in, Lanes.whole(in), 1));
        long destination = keep(library.describe(rows, out, Lanes.whole(out), 1));
        long attributes = attributes(purpose == Purpose.ADD);
        long recipe = recipe(source, weights, purpose == Purpose.ADD_BIAS ? bias : 0, destination, attributes);
        long scratchpad = keep(query(recipe, QUERY_SCRATCHPAD));
        long primitive = library.create("dnnl_primitive_create", recipe);
        library.run("dnnl_primitive_desc_destroy", recipe);
        library.run("dnnl_primitive_attr_destroy", attributes);
        long bytes = library.ask("dnnl_memory_desc_get_size", scratchpad);
        return new Matmul(primitive, source, destination, scratchpad, bytes);
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
        long source = keep(library.describe(BLOCK, in, Lanes.whole(in), 1));
        long destination = keep(library.describe(BLOCK, out, Lanes.whole(out), 1));
        long recipe = recipe(source, keep(library.describeFreely(in, out)), 0, destination, 0);
        long chosen = keep(query(recipe, QUERY_WEIGHTS));
        library.run("dnnl_primitive_desc_destroy", recipe);
        return chosen;
    }

    private long recipe(long source, long weightsLike, long biasLike, long destination, long attributes) {
        return library.create(
                "dnnl_matmul_primitive_desc_create", engine, source, weightsLike, biasLike, destination, attributes);
    }

    /** A description of its own: the recipe's dies with it. */
    private long query(long recipe, int what) {
        return library.create("dnnl_memory_desc_clone", library.ask("dnnl_primitive_desc_query_md", recipe, what, 0));
    }

    private long keep(long description) {
        descriptions.add(description);
        return description;
    }

    @Override
    public synchronized void close() {
        matmuls.values().stream()
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .forEach(matmul -> library.run("dnnl_primitive_destroy", matmul.primitive()));
        matmuls.clear();
        descriptions.forEach(description -> library.run("dnnl_memory_desc_destroy", description));
        descriptions.clear();
    }
}
