package sharelora.engine.training;

import java.util.List;
import java.util.concurrent.CancellationException;
import sharelora.engine.adapter.Chosen;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Structure;
import sharelora.engine.adapter.WeightSearch;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.drift.GuardState;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.AdamW;
import sharelora.engine.ops.Sequences;
import sharelora.engine.replay.ReplayBatch;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.replay.ReplayStep;

/**
 * Fine-tunes an adapter and its head batch by batch. The result depends, bit for bit, only on the initial state and on the
 * batches; the number of threads has no influence. One thread at a time may use it.
 */
public final class FineTuner implements Learner {

    /** PyTorch's {@code clip_grad_norm_} adds it to the norm. */
    private static final double CLIP_EPSILON = 1e-6;

    private final BaseModel base;
    private final int threads;
    private FineTuneSpec subject;
    private Progress progress;
    private ReplayBuffer replay;
    private WeightScores scores;
    private GuardState guard;
    private volatile TrainableModel trained;
    private volatile boolean discarded;

    private FineTuner(BaseModel base, TrainingState state, int threads) {
        this.base = base;
        this.threads = threads;
        this.subject = state.subject();
        this.progress = state.progress();
        this.replay = state.replay();
        this.guard = state.guard();
        this.trained = TrainableModel.of(base, state, threads);
    }

    /** Step 0 of a stream that is read from its first batch: see {@link #start(BaseModel, FineTuneSpec, long, int)}. */
    public static FineTuner start(BaseModel base, FineTuneSpec subject, int threads) {
        return start(base, subject, 0, threads);
    }

    /**
     * Step 0: the adapter as its method initializes it from the seed, and the head as its kind does; a mean or stock head is
     * zero, so the first loss is that of guessing.
     *
     * @param nextOffset of the first token batch to learn
     * @throws IllegalArgumentException where the base has no such target
     */
    public static FineTuner start(BaseModel base, FineTuneSpec subject, long nextOffset, int threads) {
        return start(base, subject, Origin.SEED, nextOffset, threads);
    }

    /**
     * Step 0 from what was trained before, here or elsewhere.
     *
     * @throws IllegalArgumentException where the base has no such target, or the origin is not what the subject asks for
     */
    public static FineTuner start(BaseModel base, FineTuneSpec subject, Origin origin, long nextOffset, int threads) {
        Layout layout = subject.layout(base.shape());
        float[] values = origin.values(layout, subject, base.shape());
        return new FineTuner(
                base,
                TrainingState.start(
                        subject,
                        Progress.from(nextOffset),
                        values,
                        layout.trainedSize(),
                        layout.plan().joined(origin.structure())),
                threads);
    }

    /**
     * Continues from a state as if there had been no pause.
     *
     * @throws IllegalArgumentException where the state has not the size that its subject has on this base
     */
    public static FineTuner resume(BaseModel base, TrainingState state, int threads) {
        return new FineTuner(base, state, threads);
    }

    /**
     * Takes one batch, and kept records with it where the job replays: one update, or none where loss or gradient is not
     * finite or the batch an outlier. What it reports is of the batch alone.
     *
     * @param labels that the targets point into. More than before: the head grows rows as it began. Fewer: the batch was made
     *     before a label was appended
     * @throws IllegalArgumentException and nothing changed, where the labels are others, a target has no label, a token
     *     is not in the vocabulary, a sequence is longer than the base takes, or no token has a loss
     * @throws CancellationException and nothing changed, where the step was discarded
     */
    @Override
    public StepResult step(PackedBatch batch, List<String> labels, Consumed consumed) {
        FineTuneSpec grown = subject.withLabels(labels);
        TrainingSpec spec = subject.training();
        PackedBatch asked = spec.loss().of(batch);
        requireFits(asked, labels, consumed);
        ReplayStep again = replayed(consumed);
        PackedBatch whole = spec.loss().of(ReplayBatch.of(batch, again.drawn()));
        Differentiated found = differentiated(whole, batch.records(), grown);
        long update = progress.updates() + 1;
        double rate = spec.rate(update) * guard.rateFactor(spec.guard().onDrift(), update);
        if (!found.finite()) {
            return skipped(consumed, again, JudgedBatch.unfinished(found, whole, asked, rate));
        }
        JudgedBatch seen = JudgedBatch.of(found, asked, rate, figures -> guard.judge(spec.guard(), figures));
        boolean outlier = seen.judged().outlier().isPresent();
        if (!outlier && !scored(whole)) {
            return skipped(consumed, again, JudgedBatch.unfinished(found, whole, asked, rate));
        }
        guard = seen.judged().after();
        if (outlier) {
            progress = progress.heldBack(consumed);
            replay = again.buffer();
            return seen.result(false, List.of());
        }
        double clip = Math.min(1, spec.clipNorm() / (found.norm() + CLIP_EPSILON));
        trained.update(AdamW.of(update, rate, spec.weightDecay(), clip), guard.averageFrom());
        progress = progress.learned(consumed);
        choose();
        if (seen.judged().alarm().isPresent()) {
            act(spec.guard().onDrift());
        }
        replay = again.learned(
                batch,
                consumed.origin(),
                found.records(),
                subject.task(),
                subject.labels().size());
        return seen.result(true, again.drawn());
    }

    private StepResult skipped(Consumed consumed, ReplayStep again, StepResult result) {
        progress = progress.skipped(consumed);
        replay = again.buffer(); // what is too old goes, and nothing enters
        return result;
    }

    private void act(OnDrift onDrift) {
        guard = guard.acted(onDrift, progress.updates());
        if (onDrift.action() == OnDrift.Action.RESTART_AVERAGE) {
            trained.restartAverage();
        }
    }

    /**
     * Goes back to a state that this job was in: all that is learned is that state's, and step and offset go on. The
     * progress lists it.
     *
     * @param stateSha256 of that state's file
     * @param verdictId what it follows from
     * @throws IllegalArgumentException where it is the state of another job, or none from before
     */
    @Override
    public Restore restore(TrainingState state, String stateSha256, String verdictId) {
        if (!state.subject().withLabels(subject.labels()).equals(subject)) {
            throw new IllegalArgumentException(
                    "the state to go back to is of " + state.subject() + ", expected " + subject);
        }
        Restore restore = Restore.of(verdictId, stateSha256, progress, state.progress());
        become(state);
        scores = null; // a search that is under way was of what is let go
        progress = progress.restored(state.progress(), restore);
        replay = state.replay();
        guard = state.guard();
        return restore;
    }

    private ReplayStep replayed(Consumed consumed) {
        ReplayStep.Place place = new ReplayStep.Place(progress.step(), progress.records() + progress.deadLetters());
        TrainingSpec spec = subject.training();
        return ReplayStep.begin(spec.replay(), replay, consumed.origin(), place, spec.seed());
    }

    /**
     * Cancels the step that runs on another thread; the step changes nothing. No further step is possible, but
     * {@link #state()} still gives what was learned before.
     */
    @Override
    public void discardStep() {
        discarded = true;
        trained.discard();
    }

    /**
     * A copy of the present training state.
     *
     * @throws IllegalStateException while a search by gradients of frozen weights lasts, which no state holds
     */
    @Override
    public TrainingState state() {
        if (!settled()) {
            throw new IllegalStateException("step " + progress.step() + " lies within the search of the method "
                    + subject.adapter().method().id() + " by " + scores.taken()
                    + " batches so far: expected a state from before or after it");
        }
        return now();
    }

    private TrainingState now() {
        return trained.state(subject, progress).with(replay).with(guard);
    }

    @Override
    public boolean settled() {
        return scores == null || scores.taken() == 0;
    }

    /** Whether the batch can be used: where the method searches, the gradients of frozen weights have to be finite. */
    private boolean scored(PackedBatch batch) {
        Layout layout = trained.layout();
        layout.plan()
                .search()
                .filter(search -> layout.structure().isEmpty() && scores == null)
                .filter(search -> progress.updates() >= search.after())
                .ifPresent(search -> scores = new WeightScores(search, base.shape()));
        return scores == null || trained.score(batch, subject.training(), progress.step(), scores);
    }

    private void choose() {
        if (scores != null && scores.complete()) {
            WeightSearch search = trained.layout().plan().search().orElseThrow();
            become(now().with(search.choice().of(scores::of, progress.updates())));
            scores = null;
        }
        Chosen chosen = trained.layout().chosen();
        Structure next = chosen.after(progress.updates(), trained.values());
        if (!next.equals(chosen.structure())) {
            become(now().with(next).without(chosen.dropped(next, progress.updates())));
        }
    }

    /** How far the training has come. */
    @Override
    public Progress progress() {
        return progress;
    }

    private void requireFits(PackedBatch batch, List<String> labels, Consumed consumed) {
        base.requireFits(Sequences.of(batch.tokenIds(), batch.starts()));
        batch.targets().requireFit(subject.task(), labels.size());
        if (batch.asked() == 0) {
            throw new IllegalArgumentException("the batch asks for no token, expected at least one to learn");
        }
        if (consumed.records() != batch.records()) {
            throw new IllegalArgumentException("consumed records are " + consumed.records() + ", expected "
                    + batch.records() + " as there are in the batch");
        }
        if (consumed.nextOffset() <= progress.nextOffset()) {
            throw new IllegalArgumentException("nextOffset is " + consumed.nextOffset() + ", expected more than "
                    + progress.nextOffset() + ": this batch was taken before");
        }
    }

    private Differentiated differentiated(PackedBatch batch, int fresh, FineTuneSpec grown) {
        if (grown.labels().size() == subject.labels().size()) {
            return trained.differentiate(batch, fresh, subject.training(), progress.step());
        }
        TrainingState before = now();
        growTo(grown);
        try {
            return trained.differentiate(batch, fresh, subject.training(), progress.step());
        } catch (CancellationException e) {
            become(before); // or its hash would be that of no step
            throw e;
        }
    }

    private void growTo(FineTuneSpec grown) {
        become(now().grown(grown, trained.layout(), grown.layout(base.shape())));
    }

    private void become(TrainingState state) {
        TrainableModel other = TrainableModel.of(base, state, threads);
        trained.close();
        trained = other;
        subject = state.subject();
        if (discarded) {
            other.discard();
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        trained.close();
    }
}
