package sharelora.engine.reference;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.nf4.Nf4;
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

/** Plain ND4J in float32 or float64, with products in int8 or weights in nf4 if asked for. Frozen arrays live until it is closed, flat vectors until they are unreachable. */
public final class ReferenceEngine implements Engine {

    private final DataType type;
    private final Arithmetic arithmetic;
    private final int weightLimit;
    private final Arena frozen = new Arena();

    /** @param type {@link DataType#FLOAT} or {@link DataType#DOUBLE} */
    public ReferenceEngine(DataType type) {
        this(type, Arithmetic.FLOAT32, 0);
    }

    /**
     * An engine whose products with frozen weights may be in int8, or its weights in nf4.
     *
     * @param type {@link DataType#FLOAT} or {@link DataType#DOUBLE}
     * @param arithmetic of frozen weights: what it has in float32 is of {@code type}
     * @param weightLimit largest whole number of a weight in int8
     */
    public ReferenceEngine(DataType type, Arithmetic arithmetic, int weightLimit) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("the reference engine computes in FLOAT or DOUBLE, not " + type);
        }
        this.type = type;
        this.arithmetic = arithmetic;
        this.weightLimit = weightLimit;
    }

    @Override
    public String description() {
        return "reference (ND4J on "
                + Nd4j.getExecutioner().getEnvironmentInformation().get("backend") + ", "
                + type.name().toLowerCase(Locale.ROOT) + ")"
                + (arithmetic.precision() == Precision.FLOAT32 ? "" : " in " + arithmetic.description());
    }

    @Override
    public FrozenMatrix matrix(List<Weight> weights, List<Weight> biases) {
        return matrix(Part.LAYERS, weights, biases);
    }

    @Override
    public FrozenMatrix head(Weight weight) {
        return matrix(Part.HEAD, List.of(weight), List.of());
    }

    private boolean rounds(Part part) {
        return arithmetic.precision(part) == Precision.INT8;
    }

    private FrozenMatrix matrix(Part part, List<Weight> weights, List<Weight> biases) {
        Precision precision = arithmetic.precision(part);
        List<Weight> rounded =
                precision == Precision.NF4 ? weights.stream().map(Nf4::rounded).toList() : weights;
        INDArray weight = stack(0, rounded); // [out, in]
        INDArray bias = biases.isEmpty() ? zeros(weight.rows()) : stack(1, biases); // [1, out]
        if (!rounds(part)) {
            return new PlainMatrix(weight, bias);
        }
        Int8Matrix matrix =
                Int8Matrix.of(weight.toFloatMatrix(), bias.toFloatVector(), weightLimit, (float) arithmetic.outliers());
        synchronized (this) {
            frozen.own(matrix.whole());
        }
        return matrix;
    }

    @Override
    public FrozenTable table(Weight weight) {
        return new ReferenceTable(stack(0, List.of(weight)));
    }

    @Override
    public FrozenTable embedding(Weight weight) {
        if (!rounds(Part.EMBEDDINGS)) {
            return table(weight);
        }
        INDArray rows = Int8Matrix.restored(stack(0, List.of(weight)), weightLimit);
        synchronized (this) {
            return new ReferenceTable(frozen.own(rows));
        }
    }

    @Override
    public FrozenNorm norm(Weight gain, Weight bias, double epsilon) {
        return new LayerNorm(stack(1, List.of(gain)), stack(1, List.of(bias)), epsilon, true);
    }

    @Override
    public FrozenNorm rootNorm(Weight gain, double epsilon) {
        return new LayerNorm(stack(1, List.of(gain)), zeros(gain.size()), epsilon, false);
    }

    @Override
    public KvCache kvCache(int layers, int columns, int lanes, int capacity) {
        return new Lanes(type, layers, columns, lanes, capacity);
    }

    private synchronized INDArray zeros(int columns) {
        return frozen.own(Nd4j.zeros(type, 1, columns));
    }

    private synchronized INDArray stack(int dimension, List<Weight> weights) {
        if (weights.size() == 1) { // ND4J would return the array itself, which must not be freed with the parts
            return frozen.own(matrix(weights.getFirst()));
        }
        try (Arena parts = new Arena()) {
            INDArray[] arrays =
                    weights.stream().map(weight -> parts.own(matrix(weight))).toArray(INDArray[]::new);
            return frozen.own(Nd4j.concat(dimension, arrays));
        }
    }

    /** A vector becomes one row. */
    private INDArray matrix(Weight weight) {
        int[] shape = weight.shape();
        long[] rowsAndColumns = {shape.length == 1 ? 1 : shape[0], shape[shape.length - 1]};
        return Nd4j.create(weight.toArray(), rowsAndColumns, type);
    }

    @Override
    public Flat flat(int size) {
        return FlatArray.zeros(type, size);
    }

    @Override
    public Worker worker(Flat values) {
        return new ReferenceWorker(own(FlatArray.class, values));
    }

    @Override
    public void add(Flat into, Flat other) {
        array(into).addi(array(other));
    }

    /** In float64 and from first to last: ND4J's own sum would depend on its number of threads. */
    @Override
    public double norm(Flat vector) {
        double sum = 0;
        for (double number : array(vector).toDoubleVector()) {
            sum += number * number;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void update(Flat values, Flat gradient, Moments moments, Range range, AdamW adamW) {
        INDArray mean = part(moments.mean(), range);
        INDArray square = part(moments.square(), range);
        try (INDArray g = part(gradient, range).mul(adamW.gradientScale());
                INDArray fresh = g.mul(1 - adamW.beta1());
                INDArray squares = g.mul(g)) {
            mean.muli(adamW.beta1()).addi(fresh);
            square.muli(adamW.beta2()).addi(squares.muli(1 - adamW.beta2()));
        }
        try (INDArray root = Transforms.sqrt(square, true);
                INDArray step = mean.mul(adamW.learningRate() / adamW.meanCorrection())) {
            root.divi(Math.sqrt(adamW.squareCorrection())).addi(adamW.epsilon());
            part(values, range)
                    .muli(1 - adamW.learningRate() * adamW.weightDecay())
                    .subi(step.divi(root));
        }
    }

    @Override
    public void average(Flat slow, Flat fast, double share) {
        Range range = new Range(0, slow.size());
        INDArray average = part(slow, range);
        try (INDArray step = part(fast, range).sub(average)) {
            average.addi(step.muli(share));
        }
    }

    private static INDArray part(Flat flat, Range range) {
        return own(FlatArray.class, flat).range(range.from(), range.size());
    }

    private static INDArray array(Flat flat) {
        return own(FlatArray.class, flat).array();
    }

    /** The engine's own kind of a thing that callers only know by its interface. */
    static <T> T own(Class<T> kind, Object thing) {
        if (!kind.isInstance(thing)) {
            throw new IllegalArgumentException("not made by the reference engine: " + thing);
        }
        return kind.cast(thing);
    }

    @Override
    public synchronized void close() {
        frozen.close();
    }
}
