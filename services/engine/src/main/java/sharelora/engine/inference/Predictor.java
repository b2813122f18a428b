package sharelora.engine.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.HeadSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Method;
import sharelora.engine.adapter.Variant;
import sharelora.engine.format.AdapterFolder;
import sharelora.engine.format.LowRankAdapter;
import sharelora.engine.format.PeftFolder;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.HeadedModel;
import sharelora.engine.model.Pass;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.training.Crew;
import sharelora.engine.training.PackedBatch;
import sharelora.engine.training.Shard;
import sharelora.engine.training.ShardPlan;
import sharelora.engine.training.Targets;
import sharelora.engine.training.Task;

/**
 * A checkpoint on its base. Threads have no influence on any bit. Records are independent of each other, so what it says
 * of one does not depend on what is in the batch beside it: to the last bit on an engine whose products give a row the
 * same bits among however many rows. One thread at a time may use it.
 */
public final class Predictor implements AutoCloseable {

    /** About how many tokens a shard has: large enough for fast products, small enough for the memory of a thread. */
    private static final int SHARD_TOKENS = 1024;

    private final HeadedModel model;
    private final double scale;
    private final List<String> labels;
    private final Crew crew;

    private Predictor(HeadedModel model, double scale, List<String> labels, Crew crew) {
        this.model = model;
        this.scale = scale;
        this.labels = labels;
        this.crew = crew;
    }

    /**
     * Reads a PEFT folder as plain LoRA, whatever was shared while it was trained.
     *
     * @param threads at least 1
     * @throws sharelora.engine.format.ModelFormatException one line naming file, value and expectation
     * @throws IllegalArgumentException where the adapter is of a base with other sizes
     */
    public static Predictor open(BaseModel base, Path checkpointFolder, int threads) {
        AdapterFolder folder = PeftFolder.read(checkpointFolder);
        LowRankAdapter adapter = folder.adapter();
        AdapterSpec spec = new AdapterSpec(
                        Method.LORA, adapter.rank(), adapter.alpha(), adapter.dropout(), adapter.targets())
                .as(new Variant(adapter.rankStabilized(), 1, false));
        HeadSpec head = new HeadSpec(HeadSpec.Kind.MEAN, folder.head().scale());
        List<String> labels = folder.head().labels();
        Layout layout = Layout.of(base.shape(), spec, head, Math.max(1, labels.size()));
        Flat values = base.engine().flat(layout.size());
        values.write(
                0,
                layout.joined(
                        folder.layers(), folder.head().weight(), folder.head().bias()));
        HeadedModel model = new HeadedModel(base, layout.adapter(), layout.head());
        return new Predictor(model, head.scale(), labels, Crew.of(base.engine(), values, threads));
    }

    /** The classes it knows, in order; none where it says a number. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Class, or number, and loss of every record.
     *
     * @throws IllegalArgumentException where the batch is for another task, a target is not one of the labels, or the base
     *     has no embedding for a token or position
     */
    public Predictions predict(PackedBatch batch) {
        batch.targets().requireFit(labels.isEmpty() ? Task.REGRESSION : Task.CLASSIFICATION, labels.size());
        return switch (batch.targets()) {
            case Targets.Classes(int[] classes) -> predict(batch, classes);
            case Targets.Scores(double[] scores) -> predict(batch, scores);
            case Targets.Completions _ -> throw new AssertionError("no head is for generation");
        };
    }

    private Predictions predict(PackedBatch batch, int[] classes) {
        int count = labels.size();
        Predictions predictions = Predictions.empty(batch.records());
        compute(batch, this::outputs, (shard, logits) -> {
            for (int i = 0; i < shard.records().length; i++) {
                int record = shard.records()[i];
                predictions.set(record, logits, i * count, count, classes[record]);
            }
        });
        return predictions;
    }

    private Predictions predict(PackedBatch batch, double[] scores) {
        Predictions predictions = Predictions.emptyValues(batch.records());
        compute(batch, this::outputs, (shard, values) -> {
            for (int i = 0; i < shard.records().length; i++) {
                int record = shard.records()[i];
                predictions.set(record, values[i], scores[record]);
            }
        });
        return predictions;
    }

    private Tensor outputs(Ops ops, Shard shard) {
        return model.outputs(Pass.plain(ops, shard.sequences())); // [S, C]
    }

    /**
     * What the head would see of the base without the adapter: scale · mean of the last hidden states.
     *
     * @return [S, D], a row for each record
     */
    public float[][] features(PackedBatch batch) {
        BaseModel base = model.base();
        int hidden = base.shape().hidden();
        float[][] features = new float[batch.records()][];
        compute(
                batch,
                (ops, shard) -> base.pooled(Pass.plain(ops, shard.sequences()), Adapter.NONE, scale),
                (shard, pooled) -> {
                    for (int i = 0; i < shard.records().length; i++) {
                        features[shard.records()[i]] = Arrays.copyOfRange(pooled, i * hidden, (i + 1) * hidden);
                    }
                });
        return features;
    }

    private void compute(PackedBatch batch, BiFunction<Ops, Shard, Tensor> forward, Keep keep) {
        model.base().requireFits(Sequences.of(batch.tokenIds(), batch.starts()));
        List<Shard> shards = ShardPlan.cut(batch, Math.ceilDiv(batch.tokens(), SHARD_TOKENS));
        List<float[]> results = crew.compute(shards.size(), (worker, i) -> {
            Ops ops = worker.evaluate();
            return ops.read(forward.apply(ops, shards.get(i)));
        });
        for (int i = 0; i < shards.size(); i++) {
            keep.keep(shards.get(i), results.get(i));
        }
    }

    /** Puts a shard's rows where their records are in the batch. */
    private interface Keep {
        void keep(Shard shard, float[] rows);
    }

    /** Ends its threads; the base stays open. */
    @Override
    public void close() {
        crew.close();
    }
}
