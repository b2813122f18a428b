package sharelora.engine.training;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import sharelora.engine.adapter.Layout;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.DropoutNoise;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Tensor;
import sharelora.engine.task.TaskHead;

/**
 * Goes through a batch once more for the gradient of frozen weights: y = W x gets W′ x with a W′ of zeros, whose gradient is
 * W's. The shards and the order of their sums are those of training, so the number of threads has no part in it.
 */
final class WeightPass {

    private final BaseModel base;
    private final Layout layout;
    private final Flat values;
    private final int threads;
    private volatile ShardExecutor running;
    private volatile boolean discarded;

    /** @param values of the layout, which has nothing that is not trained */
    WeightPass(BaseModel base, Layout layout, Flat values, int threads) {
        this.base = base;
        this.layout = layout;
        this.values = values;
        this.threads = threads;
    }

    /**
     * Adds the gradients of a batch to the scores.
     *
     * @return whether all of them are finite; where not, the batch counts for nothing
     * @throws CancellationException where it was discarded
     */
    boolean score(PackedBatch batch, TrainingSpec spec, long step, WeightScores scores) {
        List<Shard> shards = ShardPlan.cut(batch, 0, batch.records(), spec.gradientShards());
        for (List<Site> group : scores.groups()) {
            Map<Site, Parameter> weights = scores.weights(group, layout.size());
            scores.take(weights, gradient(shards, weights, step, 1.0 / batch.asked(), spec));
        }
        return scores.count();
    }

    /** Of the trained numbers, and behind them of the weights. */
    private Flat gradient(
            List<Shard> shards, Map<Site, Parameter> weights, long step, double weight, TrainingSpec spec) {
        Engine engine = base.engine();
        int size = weights.values().stream()
                .mapToInt(zeros -> zeros.offset() + zeros.size())
                .max()
                .orElseThrow();
        Flat wide = engine.flat(size);
        wide.write(0, values.read(0, layout.size()));
        List<Flat> gradients =
                Stream.generate(() -> engine.flat(size)).limit(shards.size()).toList();
        HeadedModel model = new HeadedModel(base, beside(layout.adapter(), weights), layout.head());
        DropoutNoise noise = DropoutNoise.of(spec.seed(), step);
        DropoutNoise ofBase = spec.baseDropout() ? noise : DropoutNoise.NONE;
        try (ShardExecutor executor = ShardExecutor.of(engine, wide, threads)) {
            running = executor;
            if (discarded) {
                executor.discard();
            }
            List<RowLosses> losses = executor.compute(shards.size(), (worker, i) -> {
                Shard shard = shards.get(i);
                Ops ops = worker.record(gradients.get(i));
                ForwardContext pass = new ForwardContext(ops, shard.sequences(), ofBase, noise);
                RowLosses rows = TaskHead.of(model, shard.targets())
                        .loss(pass, weight, spec.loss().smoothing());
                ops.backward();
                return rows;
            });
            for (int i = 1; i < losses.size(); i++) {
                engine.add(gradients.getFirst(), gradients.get(i));
            }
            return gradients.getFirst();
        } finally {
            running = null;
        }
    }

    private static Adapter beside(Adapter adapter, Map<Site, Parameter> weights) {
        return new Adapter() {
            @Override
            public Tensor add(ForwardContext pass, int layer, String projection, Tensor x, Tensor y, int column) {
                Tensor added = adapter.add(pass, layer, projection, x, y, column); // [N, any]
                Parameter zeros = weights.get(new Site(layer, projection));
                return zeros == null
                        ? added
                        : pass.ops().addAt(added, pass.ops().down(x, zeros), 1, column); // [N, any]
            }

            @Override
            public Tensor around(ForwardContext pass, int layer, IntFunction<Tensor> inputs, Tensor y) {
                return adapter.around(pass, layer, inputs, y); // [M, D]
            }
        };
    }

    /** Cancels a running {@link #score}. Any thread may call this. */
    void discard() {
        discarded = true;
        ShardExecutor executor = running;
        if (executor != null) {
            executor.discard();
        }
    }
}
