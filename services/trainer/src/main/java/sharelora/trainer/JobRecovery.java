package sharelora.trainer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Restore;
import sharelora.engine.training.TrainingState;
import sharelora.models.base.OpenBase;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.models.learning.OriginAdapters;
import sharelora.models.learning.Restores;
import sharelora.models.learning.StateStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.LogReader;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;

/** Opens a job where it goes on: at step 0, or at the newest state that is whole. */
final class JobRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

    private final JobSettings job;
    private final List<String> labels;
    private final OpenBase base;
    private final OriginAdapters origins;
    private final int threads;
    private boolean wentBack;

    JobRecovery(JobSettings job, List<String> labels, OpenBase base, OriginAdapters origins, int threads) {
        this.job = job;
        this.labels = labels;
        this.base = base;
        this.origins = origins;
        this.threads = threads;
    }

    /**
     * Compares the group's committed offset with the newest manifest. The job goes on at the manifest's offset; the
     * group's offset only shows it to others, and is missing once it has expired. A different offset was not committed
     * together with the manifest: another program uses the group, or a topic was restored from another time.
     *
     * @throws FatalException if the offsets differ; it names both
     */
    void requireSameOffset(Optional<AdapterSnapshot> newest, OptionalLong committed) {
        if (committed.isEmpty()) {
            return;
        }
        Optional<Long> expected = newest.map(manifest -> manifest.getNewest().getNextOffset());
        if (expected.isEmpty() || expected.get() != committed.getAsLong()) {
            throw new FatalException("job " + job.id() + ": group " + JobLock.of(job.id()) + " is at offset "
                    + committed.getAsLong() + ", expected "
                    + expected.map(offset -> offset + " as its newest manifest says")
                            .orElse("none, as it has no manifest"));
        }
    }

    /**
     * Opens the job as it was when the newest manifest was committed. If that state is damaged, the session starts at an
     * older one and takes the steps up to the manifest again.
     */
    LearningSession learning(Optional<AdapterSnapshot> newest, StateStore states, LogReader log) {
        return newest.isPresent() ? resumed(newest.get(), states, log) : started(log);
    }

    /** Whether an older state became the newest one by going back once more: it has to be that one to the last bit. */
    boolean wentBack() {
        return wentBack;
    }

    private LearningSession started(LogReader log) {
        try {
            FineTuneSpec subject = job.subject(base.tokenizerSha256(), labels);
            FineTuner tuner = FineTuner.start(base.model(), subject, origins.of(job.from()), firstOffset(log), threads);
            return new LearningSession(job, subject, base.model().shape(), tuner, 0);
        } catch (IllegalArgumentException e) {
            throw new FatalException("job " + job.id() + ": " + e.getMessage(), e);
        }
    }

    private long firstOffset(LogReader log) {
        return switch (job.start()) {
            case "earliest" -> log.beginningOffset();
            case "latest" -> log.endOffset();
            default -> Long.parseUnsignedLong(job.start());
        };
    }

    private LearningSession resumed(AdapterSnapshot manifest, StateStore states, LogReader log) {
        TrainingState state = states.newestWhole(manifest.getKept())
                .orElseThrow(() -> new FatalException("job " + job.id() + ": none of its "
                        + manifest.getKept().size() + " kept states is whole: expected one of "
                        + manifest.getKept().stream().map(KeptState::getStep).toList()));
        requireSameSubject(state.subject());
        warnOfRetention(manifest, log);
        LOG.info(
                "resumed job={} step={} offset={}",
                job.id(),
                state.progress().step(),
                state.progress().nextOffset());
        FineTuner tuner = FineTuner.resume(base.model(), state, threads);
        LearningSession learning =
                new LearningSession(job, state.subject(), base.model().shape(), tuner, manifest.getStep());
        List<Restore> all = Restores.of(manifest.getRestores());
        List<Restore> lacking = all.subList(state.progress().restores().size(), all.size());
        learning.repeats(
                lacking,
                restore -> states.find(restore.stateStep(), restore.stateSha256())
                        .orElseThrow(() ->
                                new FatalException("job " + job.id() + ": the state of step " + restore.stateStep()
                                        + " that it went back to at step " + restore.step() + " is not whole, expected "
                                        + restore.stateSha256())));
        wentBack = !lacking.isEmpty() && !learning.silent();
        return learning;
    }

    private void requireSameSubject(FineTuneSpec subject) {
        FineTuneSpec expected = job.subject(base.tokenizerSha256(), subject.labels());
        if (!subject.equals(expected)) {
            throw new FatalException(
                    "job " + job.id() + ": its newest state is of " + subject + ", expected " + expected);
        }
    }

    /** Warns of states whose next batch is already deleted from the log: the job could not recover from them. */
    private void warnOfRetention(AdapterSnapshot manifest, LogReader log) {
        long oldest = log.beginningOffset();
        manifest.getKept().stream()
                .limit(Math.max(1, job.keep().getSnapshots()))
                .filter(state -> state.getNextOffset() < oldest)
                .forEach(state -> LOG.warn(
                        "retention is shorter than snapshots are kept job={} step={} nextOffset={} oldestOffset={}",
                        job.id(),
                        state.getStep(),
                        state.getNextOffset(),
                        oldest));
    }
}
