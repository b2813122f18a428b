package sharelora.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Perturbation;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.RecordLosses;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.DropoutNoise;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.AdamW;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.Moments;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Worker;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.task.TaskHead;

/** The values being trained, in an engine's memory, with the threads that compute their gradient. */
final class TrainableModel implements AutoCloseable {

    private final Engine engine;
    private final Layout layout;
    private final Flat values;
    private final Moments moments;
    private final Optional<SlowCopy> slow;
    private final HeadedModel model;
    private final List<Flat> gradients = new ArrayList<>();
    private final List<Flat> replayGradients = new ArrayList<>();
    private final ShardExecutor executor;
    private final WeightPass weights;

    private TrainableModel(BaseModel base, FineTuneSpec subject, Layout layout, int threads) {
        this.engine = base.engine();
        this.layout = layout;
        this.values = engine.flat(layout.size());
        this.moments = new Moments(engine.flat(layout.trainedSize()), engine.flat(layout.trainedSize()));
        this.slow = subject.training().average().map(spec -> new SlowCopy(engine, spec, layout.trainedSize()));
        this.model = new HeadedModel(base, layout.adapter(), layout.head());
        for (int i = 0; i < subject.training().gradientShards(); i++) {
            gradients.add(engine.flat(layout.trainedSize()));
            if (subject.training().replay().isPresent()) {
                replayGradients.add(engine.flat(layout.trainedSize()));
            }
        }
        if (subject.task().hasCompletions()) {
            base.words(); // read by the constructing thread, not by whichever shard asks first
        }
        this.executor = ShardExecutor.of(engine, values, threads);
        this.weights = new WeightPass(base, layout, values, threads);
    }

    /** Copies a state's numbers into the engine. */
    static TrainableModel of(BaseModel base, TrainingState state, int threads) {
        FineTuneSpec subject = state.subject();
        Layout layout = subject.layout(base.shape()).with(state.structure());
        if (state.values().length != layout.size() || state.mean().length != layout.trainedSize()) {
            throw new IllegalArgumentException("the state has " + state.values().length + " values, expected "
                    + layout.size() + " for " + subject.adapter() + " and "
                    + subject.outputs()
                    + " outputs on this base");
        }
        TrainableModel trained = new TrainableModel(base, subject, layout, threads);
        trained.values.write(0, state.values());
        trained.moments.mean().write(0, state.mean());
        trained.moments.square().write(0, state.square());
        trained.slow.ifPresent(copy -> copy.write(state.slow()));
        return trained;
    }

    /** Loss of a batch without replayed records, before the update; its gradient is then the first of {@link #gradients}. */
    Loss differentiate(PackedBatch batch, TrainingSpec spec, long step) {
        return differentiate(batch, batch.records(), spec, step).whole();
    }

    /**
     * Loss of the whole batch before the update; its gradient is then the first of {@link #gradients}. New records and
     * replayed ones are in shards of their own, so that the gradient of the new ones is known too.
     *
     * @param fresh new records, in front of replayed ones
     */
    Differentiated differentiate(PackedBatch batch, int fresh, TrainingSpec spec, long step) {
        List<Shard> shards = new ArrayList<>(ShardPlan.cut(batch, 0, fresh, gradients.size()));
        int news = shards.size();
        List<Flat> into = new ArrayList<>(gradients.subList(0, news));
        if (fresh < batch.records()) {
            shards.addAll(ShardPlan.cut(batch, fresh, batch.records(), replayGradients.size()));
            into.addAll(replayGradients.subList(0, shards.size() - news));
        }
        DropoutNoise adapterNoise = DropoutNoise.of(spec.seed(), step);
        DropoutNoise baseNoise = spec.baseDropout() ? adapterNoise : DropoutNoise.NONE;
        double weight = 1.0 / batch.asked();
        double smoothing = spec.loss().smoothing();
        try (Perturbation.Begun begun = layout.perturbation().begin(values, spec.seed(), step)) {
            List<RowLosses> rows = executor.compute(shards.size(), (worker, i) -> {
                Shard shard = shards.get(i);
                Ops ops = recording(worker, into.get(i));
                ForwardContext pass = new ForwardContext(ops, shard.sequences(), baseNoise, adapterNoise);
                RowLosses losses = TaskHead.of(model, shard.targets()).loss(pass, weight, smoothing);
                ops.backward();
                return losses;
            });
            RecordLosses records = RecordLosses.inOrder(batch, shards, rows);
            double freshNorm = added(into, news);
            double own = begun.end(gradients.getFirst());
            Loss whole = total(rows, own * batch.asked());
            double norm = engine.norm(gradients.getFirst());
            if (fresh == batch.records()) {
                return new Differentiated(whole, norm, whole, norm, records);
            }
            int asked = records.askedOfFirst(fresh);
            Loss first = records.ofFirst(fresh);
            return new Differentiated(
                    whole,
                    norm,
                    new Loss(first.sum() + own * asked, first.correct()),
                    freshNorm * batch.asked() / asked,
                    records);
        }
    }

    /**
     * Adds all gradients to the first.
     *
     * @param news shards of new records, in front of those of replayed ones
     * @return the norm of the gradient of the new records; no number where no other is added to it
     */
    private double added(List<Flat> into, int news) {
        double norm = Double.NaN;
        for (int i = 1; i < into.size(); i++) {
            if (i == news) {
                norm = engine.norm(gradients.getFirst());
            }
            engine.add(gradients.getFirst(), into.get(i));
        }
        return norm;
    }

    private static Ops recording(Worker worker, Flat gradient) {
        gradient.fillZero();
        return worker.record(gradient);
    }

    /** @param own the method's, as a sum over the targets like the others */
    private static Loss total(List<RowLosses> shards, double own) {
        double sum = own;
        int correct = 0;
        for (RowLosses rows : shards) {
            Loss loss = rows.total();
            sum += loss.sum();
            correct += loss.correct();
        }
        return new Loss(sum, correct);
    }

    /** Adds the gradients of frozen weights in a batch to the scores; see {@link WeightPass#score}. */
    boolean score(PackedBatch batch, TrainingSpec spec, long step, WeightScores scores) {
        return weights.score(batch, spec, step, scores);
    }

    /** Cancels a running {@link #differentiate}, which cannot be called again. Any thread may call this. */
    void discard() {
        executor.discard();
        weights.discard();
    }

    /**
     * One update of what its layout says that learns in it, then of the average.
     *
     * @param averageFrom updates before the average began
     */
    void update(AdamW adamW, long averageFrom) {
        for (Layout.Pace pace : layout.paces(adamW.t())) {
            engine.update(
                    values,
                    gradients.getFirst(),
                    moments,
                    pace.range(),
                    adamW.after(pace.since()).at(pace.rate()));
        }
        slow.ifPresent(copy -> copy.follow(values, adamW.t() - averageFrom));
    }

    /** Has the average begin anew at the present values. */
    void restartAverage() {
        slow.ifPresent(copy -> copy.restart(values));
    }

    /** A copy of all numbers, without what is kept beside them to be replayed. */
    TrainingState state(FineTuneSpec subject, Progress progress) {
        int size = layout.trainedSize();
        return new TrainingState(
                subject,
                progress,
                values.read(0, layout.size()),
                moments.mean().read(0, size),
                moments.square().read(0, size),
                slow.map(SlowCopy::read).orElseGet(() -> new float[0]),
                ReplayBuffer.EMPTY,
                layout.structure());
    }

    Layout layout() {
        return layout;
    }

    Flat values() {
        return values;
    }

    Flat gradient() {
        return gradients.getFirst();
    }

    @Override
    public void close() {
        executor.close();
    }
}
