package sharelora.engine.ops;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import sharelora.engine.format.safetensors.Weight;

/** Drawn numbers that float32 holds exactly, and the way of any rows into an engine, whose operations begin at tables. */
final class Drawing implements AutoCloseable {

    private static final int CAPACITY = 2048;

    private final Engine engine;
    private final Random random;
    private final Flat values;
    private final Flat gradient;
    private final Worker worker;
    private int used;

    Drawing(Engine engine, long seed) {
        this.engine = engine;
        this.random = new Random(seed);
        this.values = engine.flat(CAPACITY);
        this.gradient = engine.flat(CAPACITY);
        this.worker = engine.worker(values);
    }

    double[][] rows(int rows, int columns) {
        return Formula.fill(rows, columns, (i, j) -> (float) random.nextGaussian());
    }

    double[] row(int columns) {
        return rows(1, columns)[0];
    }

    static Weight weight(double[][] rows) {
        return Weight.of("rows", new int[] {rows.length, rows[0].length}, floats(Formula.flatten(rows)));
    }

    static Weight weight(double[] row) {
        return Weight.of("row", new int[] {row.length}, floats(row));
    }

    /** Sequences of these lengths, whose tokens are 0, 1, 2 … */
    static Sequences sequences(int... lengths) {
        int[] starts = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            starts[i + 1] = starts[i] + lengths[i];
        }
        return Sequences.of(IntStream.range(0, starts[lengths.length]).toArray(), starts);
    }

    /** The rows as a tensor: the table's row of each token, and nothing for position and type. */
    Tensor tensor(Ops ops, double[][] rows) {
        double[][] nothing = new double[1][rows[0].length];
        int[] single = new int[rows.length];
        Arrays.fill(single, 1);
        FrozenTable zero = engine.table(weight(nothing));
        return ops.embed(engine.table(weight(rows)), zero, zero, sequences(single));
    }

    /** Any scores as logits that have a gradient: one-hot rows times their transpose, with a zero bias. */
    Tensor logits(Ops ops, double[][] scores) {
        int records = scores.length;
        int classes = scores[0].length;
        double[][] oneHot = Formula.fill(records, records, (i, j) -> i.equals(j) ? 1 : 0);
        Parameter weight = parameter(Formula.fill(classes, records, (c, s) -> scores[s][c]));
        return ops.affine(tensor(ops, oneHot), weight, parameter(new double[1][classes]));
    }

    Parameter parameter(double[][] rows) {
        Parameter parameter = new Parameter("at " + used, rows.length, rows[0].length, used);
        values.write(used, floats(Formula.flatten(rows)));
        used += parameter.size();
        return parameter;
    }

    Ops evaluate() {
        return worker.evaluate();
    }

    Ops record() {
        gradient.fillZero();
        return worker.record(gradient);
    }

    double[] gradientOf(Parameter parameter) {
        return Agreement.doubles(gradient.read(parameter.offset(), parameter.size()));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public void close() {
        worker.close();
    }
}
