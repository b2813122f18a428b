package sharelora.bench;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenTable;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * The most FLOP/s that this machine reaches: every thread runs only the two products of a feed-forward block, the largest of
 * a layer, with frozen weights. A training step can come near this ceiling, but not exceed it.
 */
final class Ceiling {

    private static final int PAIRS = 8;
    private static final int ROUNDS = 5;

    private final FrozenTable words;
    private final FrozenTable positions;
    private final FrozenMatrix up;
    private final FrozenMatrix down;
    private final Engine engine;
    private final Sequences rows;

    private Ceiling(Engine engine, ModelShape shape, int rows) {
        int hidden = shape.hidden();
        int intermediate = shape.intermediate();
        this.engine = engine;
        this.rows = Sequences.of(new int[rows], new int[] {0, rows});
        this.words = engine.table(random("words", 1, hidden));
        this.positions = engine.table(random("positions", rows, hidden));
        this.up = matrix(intermediate, hidden);
        this.down = matrix(hidden, intermediate);
    }

    /**
     * Measures the ceiling.
     *
     * @param tokens of a batch; each thread takes its share of them
     * @return GFLOP/s of all threads together, the median of a few rounds
     */
    static double measure(Engine engine, ModelShape shape, int tokens, int threads) {
        Ceiling ceiling = new Ceiling(engine, shape, Math.max(1, tokens / threads));
        try (ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), threads)) {
            ceiling.round(executor, threads);
            double[] seconds = IntStream.range(0, ROUNDS)
                    .mapToDouble(i -> ceiling.round(executor, threads))
                    .toArray();
            double flops = 2.0 * 2 * PAIRS * threads * ceiling.rows.total() * shape.hidden() * shape.intermediate();
            return flops / Quartiles.of(seconds).median() / 1e9;
        }
    }

    private double round(ShardExecutor executor, int threads) {
        long began = System.nanoTime();
        executor.compute(threads, (worker, thread) -> products(worker.evaluate()));
        return (System.nanoTime() - began) / 1e9;
    }

    private Tensor products(Ops ops) {
        Tensor x = ops.embed(words, positions, words, rows); // [N, D]
        for (int i = 0; i < PAIRS; i++) {
            x = ops.linear(ops.linear(x, up), down); // [N, D]
        }
        return x;
    }

    private FrozenMatrix matrix(int out, int in) {
        return engine.matrix(
                List.of(random("matrix", out, in)), List.of(Weight.of("bias", new int[] {out}, new float[out])));
    }

    /** Small enough that product upon product stays finite. */
    private static Weight random(String name, int rows, int columns) {
        Random random = new Random(rows);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.02);
        }
        return Weight.of(name, new int[] {rows, columns}, values);
    }
}
