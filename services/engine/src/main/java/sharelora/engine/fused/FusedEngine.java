package sharelora.engine.fused;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.gemm.Nd4jGemm;
import sharelora.engine.fused.kernels.AdamWUpdate;
import sharelora.engine.fused.kernels.AverageUpdate;
import sharelora.engine.fused.kernels.Int8Rows;
import sharelora.engine.fused.kernels.Int8Table;
import sharelora.engine.fused.memory.FrozenRows;
import sharelora.engine.fused.memory.FusedFlat;
import sharelora.engine.fused.memory.FusedKvCache;
import sharelora.engine.fused.memory.FusedNorm;
import sharelora.engine.fused.memory.FusedTable;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.onednn.OneDnnGemm;
import sharelora.engine.fused.onednn.OpenMp;
import sharelora.engine.ops.AdamW;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Arithmetic.Part;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Moments;
import sharelora.engine.ops.Precision;
import sharelora.engine.ops.Range;
import sharelora.engine.ops.Worker;

/**
 * The fast engine for CPUs. It computes in float32; products with frozen weights can be in bfloat16 or int8. Frozen weights live
 * until the engine is closed, flat vectors until they are unreachable.
 */
public final class FusedEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(FusedEngine.class);

    /** Of the arithmetic's precision; {@code plain} is of the parts that int8 leaves in float32. */
    private final Gemm gemm;

    private final Gemm plain;
    private final Arithmetic arithmetic;
    private final int weightLimit;
    private final List<Runnable> frozen = new ArrayList<>();

    FusedEngine(Gemm gemm) {
        this(gemm, gemm, Arithmetic.FLOAT32, Int8Rows.LIMIT);
    }

    /** @param weightLimit largest whole number of a weight in int8 */
    private FusedEngine(Gemm gemm, Gemm plain, Arithmetic arithmetic, int weightLimit) {
        this.gemm = gemm;
        this.plain = plain;
        this.arithmetic = arithmetic;
        this.weightLimit = weightLimit;
    }

    /**
     * With oneDNN where there is one for this platform, else with ND4J's own products, slower, and says so once.
     *
     * @throws IllegalArgumentException where there is none and products are not to be of float32
     */
    public static FusedEngine open(Arithmetic arithmetic) {
        OpenMp.useOneThread();
        Precision precision = arithmetic.precision();
        try {
            OneDnnGemm gemm = OneDnnGemm.open(arithmetic);
            Gemm plain = leaves(arithmetic) ? OneDnnGemm.open(Precision.FLOAT32) : gemm;
            return new FusedEngine(gemm, plain, arithmetic, gemm.weightLimit());
        } catch (IOException absent) {
            if (precision != Precision.FLOAT32) {
                throw new IllegalArgumentException(
                        "precision is " + precision.id() + ", which needs oneDNN: " + absent.getMessage(), absent);
            }
            LOG.warn("oneDNN is not available here, training will be slower reason=\"{}\"", absent.getMessage());
            return new FusedEngine(new Nd4jGemm());
        }
    }

    /** Whether some products are not in the precision of the others. */
    private static boolean leaves(Arithmetic arithmetic) {
        Precision precision = arithmetic.precision();
        return arithmetic.precision(Part.LAYERS) != precision || arithmetic.precision(Part.HEAD) != precision;
    }

    private Gemm gemm(Part part) {
        return arithmetic.precision(part) == arithmetic.precision() ? gemm : plain;
    }

    @Override
    public String description() {
        Object backend = Nd4j.getExecutioner().getEnvironmentInformation().get("backend");
        return "fused (" + products() + ", ND4J " + Nd4jVersion.text() + " on " + backend + ")";
    }

    private String products() {
        return arithmetic.equals(Arithmetic.of(arithmetic.precision()))
                ? gemm.description()
                : plain.description() + " in " + arithmetic.description();
    }

    @Override
    public FrozenMatrix matrix(List<Weight> weights, List<Weight> biases) {
        return packed(gemm(Part.LAYERS), weights, biases);
    }

    @Override
    public FrozenMatrix head(Weight weight) {
        return packed(gemm(Part.HEAD), List.of(weight), List.of());
    }

    private FrozenMatrix packed(Gemm products, List<Weight> weights, List<Weight> biases) {
        int out = weights.stream().mapToInt(weight -> weight.shape()[0]).sum();
        try (FrozenRows bias = biases.isEmpty() ? FrozenRows.zeros(out) : FrozenRows.row(biases)) {
            if (bias.matrix().columns() != out) {
                throw new IllegalArgumentException(weights.getFirst().name() + ": " + out + " outputs with "
                        + bias.matrix().columns() + " biases");
            }
            Gemm.Packed packed = products.pack(weights, bias.matrix());
            keep(packed::close);
            return packed;
        }
    }

    @Override
    public FrozenTable table(Weight weight) {
        return new FusedTable(stored(List.of(weight)));
    }

    @Override
    public FrozenTable embedding(Weight weight) {
        if (arithmetic.precision(Part.EMBEDDINGS) != Precision.INT8) {
            return table(weight);
        }
        Int8Table table = Int8Table.of(weight, weightLimit);
        keep(table::close);
        return table;
    }

    @Override
    public FrozenNorm norm(Weight gain, Weight bias, double epsilon) {
        return new FusedNorm(stored(List.of(gain, bias)), epsilon, true);
    }

    @Override
    public FrozenNorm rootNorm(Weight gain, double epsilon) {
        Weight zeros = Weight.of(gain.name() + " without a bias", gain.shape(), new float[gain.size()]);
        return new FusedNorm(stored(List.of(gain, zeros)), epsilon, false);
    }

    @Override
    public KvCache kvCache(int layers, int columns, int lanes, int capacity) {
        return new FusedKvCache(layers, columns, lanes, capacity);
    }

    @Override
    public boolean packsAhead() {
        return gemm instanceof OneDnnGemm;
    }

    private FrozenRows stored(List<Weight> weights) {
        FrozenRows stored = FrozenRows.rows(weights);
        keep(stored::close);
        return stored;
    }

    private synchronized void keep(Runnable close) {
        frozen.add(close);
    }

    @Override
    public Flat flat(int size) {
        return new FusedFlat(size);
    }

    @Override
    public Worker worker(Flat values) {
        return new FusedWorker(own(FusedFlat.class, values));
    }

    @Override
    public void add(Flat into, Flat other) {
        FusedFlat sum = own(FusedFlat.class, into);
        FusedFlat part = sameSize(sum, other);
        holding(() -> Rows.add(sum.address(), part.address(), sum.whole()), sum, part);
    }

    @Override
    public double norm(Flat vector) {
        FusedFlat flat = own(FusedFlat.class, vector);
        try {
            return Rows.norm(flat.address(), flat.size());
        } finally {
            Reference.reachabilityFence(flat);
        }
    }

    @Override
    public void update(Flat values, Flat gradient, Moments moments, Range range, AdamW adamW) {
        FusedFlat v = own(FusedFlat.class, values);
        FusedFlat g = own(FusedFlat.class, gradient);
        FusedFlat mean = own(FusedFlat.class, moments.mean());
        FusedFlat square = own(FusedFlat.class, moments.square());
        AdamWUpdate update =
                new AdamWUpdate(v.address(range), g.address(range), mean.address(range), square.address(range));
        holding(() -> update.run(range.size(), adamW), v, g, mean, square);
    }

    @Override
    public void average(Flat slow, Flat fast, double share) {
        FusedFlat average = own(FusedFlat.class, slow);
        FusedFlat numbers = own(FusedFlat.class, fast);
        Range range = new Range(0, average.size());
        AverageUpdate update = new AverageUpdate(average.address(range), numbers.address(range));
        holding(() -> update.run(range.size(), share), average, numbers);
    }

    private static FusedFlat sameSize(FusedFlat one, Flat other) {
        FusedFlat own = own(FusedFlat.class, other);
        if (own.size() != one.size()) {
            throw new IllegalArgumentException("vectors of " + one.size() + " and " + own.size() + " numbers");
        }
        return own;
    }

    /** A kernel sees addresses only: without this the memory could be collected under it. */
    private static void holding(Runnable kernel, FusedFlat... vectors) {
        try {
            kernel.run();
        } finally {
            Reference.reachabilityFence(vectors);
        }
    }

    /** The engine's own kind of a thing that callers only know by its interface. */
    static <T> T own(Class<T> kind, Object thing) {
        if (!kind.isInstance(thing)) {
            throw new IllegalArgumentException("not made by the fused engine: " + thing);
        }
        return kind.cast(thing);
    }

    @Override
    public synchronized void close() {
        frozen.forEach(Runnable::run);
        frozen.clear();
        gemm.close();
        if (leaves(arithmetic)) {
            plain.close();
        }
    }
}
