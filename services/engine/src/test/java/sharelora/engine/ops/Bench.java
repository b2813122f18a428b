package sharelora.engine.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import sharelora.engine.format.safetensors.Weight;

/**
 * Frozen things and parameters on one engine. Every number is drawn from the seed and the thing's name, so that two
 * engines get the same ones, in whatever order they are asked for.
 */
final class Bench implements AutoCloseable {

    /** Trainable numbers that there is room for. */
    private static final int CAPACITY = 16384;

    private static final int VOCABULARY = 50;

    private final Engine engine;
    private final Size size;
    private final long seed;
    private final Flat values;
    private final Flat gradient;
    private final Worker worker;
    private final Map<String, Object> frozen = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private int used;

    Bench(Engine engine, Size size, long seed) {
        this.engine = engine;
        this.size = size;
        this.seed = seed;
        this.values = engine.flat(CAPACITY);
        this.gradient = engine.flat(CAPACITY);
        this.worker = engine.worker(values);
    }

    Size size() {
        return size;
    }

    Flat values() {
        return values;
    }

    Flat gradient() {
        return gradient;
    }

    Worker worker() {
        return worker;
    }

    List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    Parameter parameter(String name, int rows, int columns) {
        return parameters.computeIfAbsent(name, n -> {
            Parameter parameter = new Parameter(n, rows, columns, used);
            values.write(used, numbers(n, parameter.size(), 0.4, 0));
            used += parameter.size();
            return parameter;
        });
    }

    /** A matrix among the values that has no gradient. */
    Parameter untrained(String name, int rows, int columns) {
        return (Parameter) frozen.computeIfAbsent(name, n -> {
            Parameter parameter = new Parameter(n, rows, columns, used, false);
            values.write(used, numbers(n, parameter.size(), 0.4, 0));
            used += parameter.size();
            return parameter;
        });
    }

    /** Projections [out_i, in] stacked. */
    FrozenMatrix matrix(String name, int in, int... outs) {
        return (FrozenMatrix) frozen.computeIfAbsent(name, n -> {
            List<Weight> weights = new ArrayList<>();
            List<Weight> biases = new ArrayList<>();
            for (int i = 0; i < outs.length; i++) {
                weights.add(weight(n + i, new int[] {outs[i], in}, 1 / Math.sqrt(in), 0));
                biases.add(weight(n + i + " bias", new int[] {outs[i]}, 0.3, 0));
            }
            return engine.matrix(weights, biases);
        });
    }

    /** Projections [out_i, in] stacked, without biases. */
    FrozenMatrix unbiased(String name, int in, int... outs) {
        return (FrozenMatrix) frozen.computeIfAbsent(name, n -> {
            List<Weight> weights = new ArrayList<>();
            for (int i = 0; i < outs.length; i++) {
                weights.add(weight(n + i, new int[] {outs[i], in}, 1 / Math.sqrt(in), 0));
            }
            return engine.matrix(weights, List.of());
        });
    }

    FrozenNorm rootNorm(String name) {
        return (FrozenNorm) frozen.computeIfAbsent(
                name, n -> engine.rootNorm(weight(n + " gain", new int[] {size.hidden()}, 0.3, 1), 1e-6));
    }

    /** Cosines and sines of any numbers: what is turned by them need not be turned by an angle. */
    FrozenTable angles(int width) {
        int positions = Arrays.stream(size.lengths()).max().orElseThrow();
        return (FrozenTable) frozen.computeIfAbsent(
                "angles", n -> engine.table(weight(n, new int[] {positions, width}, 0.7, 0)));
    }

    FrozenNorm norm(String name) {
        return (FrozenNorm) frozen.computeIfAbsent(name, n -> {
            int[] shape = {size.hidden()};
            return engine.norm(weight(n + " gain", shape, 0.3, 1), weight(n + " bias", shape, 0.3, 0), 1e-12);
        });
    }

    FrozenTable table(String name, int entries) {
        return (FrozenTable) frozen.computeIfAbsent(
                name, n -> engine.table(weight(n, new int[] {entries, size.hidden()}, 1, 0)));
    }

    /** All sequences and their classes. */
    Part batch() {
        int[] starts = new int[records() + 1];
        for (int i = 0; i < records(); i++) {
            starts[i + 1] = starts[i] + size.lengths()[i];
        }
        int[] tokens = random("tokens").ints(starts[records()], 0, VOCABULARY).toArray();
        return new Part(
                Sequences.of(tokens, starts),
                random("targets").ints(records(), 0, size.classes()).toArray());
    }

    /** The sequences from one to before another, as a shard that knows where they lay. */
    Part part(int from, int to) {
        Part all = batch();
        int first = all.sequences.starts()[from];
        int[] starts = IntStream.rangeClosed(from, to)
                .map(i -> all.sequences.starts()[i] - first)
                .toArray();
        int[] tokens = Arrays.copyOfRange(all.sequences.tokenIds(), first, first + starts[to - from]);
        int[] origins = Arrays.copyOfRange(all.sequences.origins(), from, to);
        return new Part(new Sequences(tokens, starts, origins), Arrays.copyOfRange(all.targets, from, to));
    }

    /** Some or all of the sequences, each with its class. */
    record Part(Sequences sequences, int[] targets) {}

    int records() {
        return size.lengths().length;
    }

    /** [N, D], frozen. */
    Tensor embed(Ops ops, Sequences sequences) {
        int positions = Arrays.stream(size.lengths()).max().orElseThrow();
        return ops.embed(table("word", VOCABULARY), table("position", positions), table("type", 2), sequences);
    }

    Weight weight(String name, int[] shape, double deviation, double mean) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return Weight.of(name, shape, numbers(name, count, deviation, mean));
    }

    private float[] numbers(String name, int count, double deviation, double mean) {
        Random random = random(name);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return numbers;
    }

    private Random random(String name) {
        return new Random(31 * seed + name.hashCode());
    }

    @Override
    public void close() {
        worker.close();
    }
}
