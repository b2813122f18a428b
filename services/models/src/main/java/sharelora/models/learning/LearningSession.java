package sharelora.models.learning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.Outlier;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.Learner;
import sharelora.engine.training.Progress;
import sharelora.engine.training.Restore;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.StepResult;
import sharelora.engine.training.TrainingState;
import sharelora.models.batch.DecodedBatch;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.TrainStep;

/**
 * A job between two snapshots: takes token batches in log order, one step each, and keeps what is to be told of them
 * until the state behind it is durable. Knows nothing of topics or blobs. One thread at a time may use it.
 */
public final class LearningSession implements AutoCloseable {

    /** A state that nothing is learned into any more: five batches in a row whose loss or gradient was not finite. */
    static final int MOST_SKIPPED_IN_A_ROW = 5;

    /** The reason of dead letters of a batch that was held back. */
    public static final String OUTLIER = "outlier";

    /** The reason of dead letters of a batch whose loss or gradient is not finite. */
    public static final String NOT_FINITE = "not-finite";

    private final String jobId;
    private final String tokenizerSha256;
    private final Schedule schedule;
    private final OnDrift.Action onDrift;
    private final ModelShape shape;
    private final Learner learner;
    private final long silentUntil;
    private final JobRecords records;
    private final List<Outgoing<?>> unsent = new ArrayList<>();

    /** Letters of batches, or of all records of one, that are no step: they wait for the step whose offset passes them, or would be sent twice. */
    private final List<Outgoing<?>> passed = new ArrayList<>();

    private final Deque<Restore> due = new ArrayDeque<>();

    private EarlierStates earlier = EarlierStates.NONE;

    private List<String> labels;

    /**
     * Goes on from where the learner stands.
     *
     * @param shape sizes of the base: a record that it cannot take is left out of its batch
     * @param silentUntil steps up to this one were told of before a crash: they are taken again without a word
     */
    public LearningSession(JobSettings job, FineTuneSpec subject, ModelShape shape, Learner learner, long silentUntil) {
        this.jobId = job.id();
        this.tokenizerSha256 = subject.tokenizerSha256();
        this.labels = subject.labels();
        this.schedule = subject.training().schedule();
        this.onDrift = subject.training().guard().onDrift().action();
        this.shape = shape;
        this.learner = learner;
        this.silentUntil = silentUntil;
        this.records = JobRecords.of(job);
    }

    /**
     * Takes the next record of the log. Records of a batch that the base cannot take are dead-lettered, each for itself,
     * and the others are learned.
     *
     * @return the step; empty where nothing of the record can be learned: it is dead-lettered and the log goes on
     * @throws FatalException where going on would teach the adapter something else than was asked for
     * @throws CancellationException where the step was discarded
     */
    public Optional<TrainStep> take(Received received) {
        DecodedBatch decoded;
        try {
            decoded = DecodedBatch.of(received, shape);
        } catch (UnreadableRecordException e) {
            return pass(received, "unreadable", e);
        } catch (IllegalArgumentException e) {
            return pass(received, "malformed-batch", e);
        }
        requireSameTokenizer(received, decoded);
        if (decoded.taken().packed().isEmpty()) {
            passed.addAll(leftOut(decoded));
            return Optional.empty();
        }
        List<String> known = labelsWith(received, decoded.record().getLabels());
        Consumed consumed = decoded.consumed(received.topic(), received.partition(), learner.progress());
        long began = System.nanoTime();
        StepResult result;
        try {
            result = learner.step(
                    decoded.taken().packed().get(), decoded.record().getLabels(), consumed);
        } catch (IllegalArgumentException e) {
            return pass(received, "malformed-batch", e);
        }
        labels = known;
        goBack();
        TrainStep step = new TakenStep(decoded, result, (System.nanoTime() - began) / 1e9)
                .record(jobId, progress().step());
        tell(step, decoded, result, consumed.time());
        requireAlive(received);
        return Optional.of(step);
    }

    /**
     * Has it go back, at the same steps, to the states that it went back to before.
     *
     * @param restores those that its state does not list yet, in order; one that is due is made at once
     */
    public void repeats(List<Restore> restores, EarlierStates states) {
        due.addAll(restores);
        earlier = states;
        goBack();
    }

    private void goBack() {
        earlier.passed(this);
        while (!due.isEmpty() && due.getFirst().step() == progress().step()) {
            Restore restore = due.removeFirst();
            Restore made = restore(earlier.of(restore), restore.stateSha256(), restore.verdictId());
            if (!made.equals(restore)) {
                throw new FatalException("job " + jobId + ": going back at step " + restore.step() + " gives " + made
                        + ", expected " + restore);
            }
        }
    }

    /**
     * Goes back to an earlier state of the job: all that is learned is that state's, step and offset go on.
     *
     * @param stateSha256 of the state
     * @param verdictId what it follows from
     * @throws FatalException where the state is another job's, or none from before
     */
    public Restore restore(TrainingState state, String stateSha256, String verdictId) {
        try {
            return learner.restore(state, stateSha256, verdictId);
        } catch (IllegalArgumentException e) {
            throw new FatalException("job " + jobId + ": " + e.getMessage(), e);
        }
    }

    /** Has the step that is at work end with a {@link CancellationException} and without a trace; from any thread. */
    public void discardStep() {
        learner.discardStep();
    }

    /** How far it has come. */
    public Progress progress() {
        return learner.progress();
    }

    /** A copy of all that it is now. */
    public TrainingState state() {
        return learner.state();
    }

    /** Whether {@link #state} can be had: not while the method searches by what no state holds. */
    public boolean settled() {
        return learner.settled();
    }

    /** Whether its schedule is at its end: it takes no more steps. */
    public boolean finished() {
        return schedule.isOver(progress().updates());
    }

    /** Whether it still takes steps that were told of before. */
    public boolean silent() {
        return progress().step() < silentUntil;
    }

    /**
     * The log has no more batches: by now every step that was told of has been taken again.
     *
     * @throws FatalException where the log is shorter than it was
     */
    public void requireTold(Position place) {
        if (silent()) {
            throw new FatalException("job " + jobId + ": " + place + " ends after step "
                    + progress().step() + ", expected the batches of step " + silentUntil
                    + " as its newest manifest says");
        }
    }

    /** Train-steps and dead letters since the last snapshot, in order. */
    public List<Outgoing<?>> unsent() {
        return List.copyOf(unsent);
    }

    /** They are committed. */
    public void sent() {
        unsent.clear();
    }

    @Override
    public void close() {
        learner.close();
    }

    private Optional<TrainStep> pass(Received received, String reason, RuntimeException cause) {
        passed.add(records.unusable(received, reason, String.valueOf(cause.getMessage())));
        return Optional.empty();
    }

    private void tell(TrainStep step, DecodedBatch decoded, StepResult result, long time) {
        if (step.getStep() > silentUntil) {
            unsent.addAll(passed);
            unsent.addAll(leftOut(decoded));
            if (step.getStatus() == StepStatus.SKIPPED) {
                bury(step, decoded, result.outlier());
            }
            unsent.add(records.step(step));
            result.alarm().ifPresent(alarm -> unsent.add(records.drift(step, alarm, onDrift, time)));
        }
        passed.clear();
    }

    private void bury(TrainStep step, DecodedBatch decoded, Optional<Outlier> outlier) {
        String found =
                "step " + step.getStep() + ": loss is " + step.getLoss() + ", gradient norm " + step.getGradientNorm();
        String reason = outlier.isPresent() ? OUTLIER : NOT_FINITE;
        String detail = found
                + outlier.map(each -> ": expected a " + each.figure() + " of at most " + each.limit()
                                + ", as those of earlier batches are distributed")
                        .orElse(": expected finite numbers");
        TokenBatch given = decoded.taken().batch();
        for (int i = 0; i < given.getTargets().size(); i++) {
            unsent.add(records.givenUp(
                    given.getSources().get(i), given.getExampleIds().get(i), reason, detail));
        }
    }

    private List<Outgoing<DeadLetter>> leftOut(DecodedBatch decoded) {
        TokenBatch batch = decoded.record();
        return decoded.taken().leftOut().stream()
                .map(each -> records.leftOut(
                        batch.getSources().get(each.place()),
                        batch.getExampleIds().get(each.place()),
                        each))
                .toList();
    }

    private void requireSameTokenizer(Received received, DecodedBatch decoded) {
        if (!decoded.record().getTokenizerSha256().equals(tokenizerSha256)) {
            throw new FatalException("job " + jobId + ": " + received.place() + " was made by the tokenizer "
                    + decoded.record().getTokenizerSha256() + ", expected the base's " + tokenizerSha256);
        }
    }

    /** Labels are appended only: of two lists one begins with the other, and the longer one counts. */
    private List<String> labelsWith(Received received, List<String> theirs) {
        List<String> longer = theirs.size() > labels.size() ? theirs : labels;
        List<String> shorter = theirs.size() > labels.size() ? labels : theirs;
        if (!longer.subList(0, shorter.size()).equals(shorter)) {
            throw new FatalException("job " + jobId + ": " + received.place() + " has the labels " + theirs
                    + ", expected " + labels + " or more after these");
        }
        return longer;
    }

    private void requireAlive(Received received) {
        if (progress().skippedInARow() >= MOST_SKIPPED_IN_A_ROW) {
            throw new FatalException("job " + jobId + ": step " + progress().step() + " at " + received.place() + ": "
                    + MOST_SKIPPED_IN_A_ROW + " batches in a row gave a loss or gradient that is not finite: expected a"
                    + " lower learning rate or other data");
        }
    }
}
