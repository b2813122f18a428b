package sharelora.models.learning;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import sharelora.engine.EngineChoice;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Restore;
import sharelora.engine.training.TrainingState;
import sharelora.models.base.BaseCache;
import sharelora.models.base.OpenBase;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.OffsetGoneException;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;
import sharelora.schemas.Job;
import sharelora.schemas.Topics;

/**
 * Takes a job's steps again from its first batch, as its trainer did, to find out whether the bits come out the same.
 * Writes to no topic and to no store, and takes no lock: the job may be running. One thread at a time may use it.
 */
public final class Retraining implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final String jobId;
    private final BaseCache bases;
    private final StateStore states;
    private final LogReader log;
    private final LearningSession learning;
    private final ComputeEnvironment machine;
    private final Deque<Received> waiting = new ArrayDeque<>();

    private Retraining(
            String jobId,
            BaseCache bases,
            StateStore states,
            LogReader log,
            LearningSession learning,
            ComputeEnvironment machine) {
        this.jobId = jobId;
        this.bases = bases;
        this.states = states;
        this.log = log;
        this.learning = learning;
        this.machine = machine;
    }

    /**
     * At step 0.
     *
     * @param start labels that the job began with, and the offset of its first token batch
     * @param engine that computes them
     * @param threads of the steps; they have no influence on the bits
     * @throws FatalException where the base or the adapter that it began with is not there, or retention has removed the
     *     first batch
     */
    public static Retraining open(
            KafkaSettings kafka, BlobStore blobs, Job job, Start start, EngineChoice engine, int threads) {
        JobSettings settings = JobSettings.of(job);
        Position place = new Position(Topics.tokenBatches(job.getStream()).name(), 0);
        LogReader log = LogReader.open(kafka, place, start.offset());
        BaseCache bases = new BaseCache(blobs, engine);
        try {
            requireThere(settings.id(), log.beginningOffset(), start.offset());
            OpenBase base = bases.base(settings.base(), settings.baseSha256(), settings.arithmetic());
            FineTuneSpec subject = settings.subject(base.tokenizerSha256(), start.labels());
            FineTuner tuner = FineTuner.start(
                    base.model(), subject, new OriginAdapters(blobs).of(settings.from()), start.offset(), threads);
            LearningSession learning =
                    new LearningSession(settings, subject, base.model().shape(), tuner, Long.MAX_VALUE);
            StateStore states = StateStore.of(blobs, settings.id());
            learning.repeats(start.restores(), new PassedStates(settings.id(), states, start.restores()));
            ComputeEnvironment machine = ComputeEnvironment.of(base.model().engine(), threads);
            return new Retraining(settings.id(), bases, states, log, learning, machine);
        } catch (RuntimeException e) {
            bases.close();
            log.close();
            throw e;
        }
    }

    /**
     * Where a job began.
     *
     * @param labels of its stream then
     * @param offset of its first token batch
     * @param restores when it went back later, in order, as its newest state lists them
     */
    public record Start(List<String> labels, long offset, List<Restore> restores) {

        public Start {
            labels = List.copyOf(labels);
            restores = List.copyOf(restores);
        }

        /** Of a job that never went back. */
        public Start(List<String> labels, long offset) {
            this(labels, offset, List.of());
        }
    }

    /** The states that it goes back to later, remembered as it passes them. */
    private static final class PassedStates implements EarlierStates {

        private final String jobId;
        private final StateStore states;
        private final List<Restore> restores;
        private final Map<String, TrainingState> bySha256 = new HashMap<>();

        PassedStates(String jobId, StateStore states, List<Restore> restores) {
            this.jobId = jobId;
            this.states = states;
            this.restores = restores;
        }

        @Override
        public void passed(LearningSession learning) {
            long step = learning.progress().step();
            if (restores.stream().anyMatch(restore -> restore.stateStep() == step)) {
                TrainingState state = learning.state();
                bySha256.put(states.draft(state).sha256(), state);
            }
        }

        @Override
        public TrainingState of(Restore restore) {
            TrainingState state = bySha256.get(restore.stateSha256());
            if (state == null) {
                throw new FatalException("job " + jobId + " went back at step " + restore.step() + " to the state "
                        + restore.stateSha256() + " of step " + restore.stateStep()
                        + ", which the steps up to there do not give");
            }
            return state;
        }
    }

    private static void requireThere(String jobId, long oldest, long first) {
        if (oldest > first) {
            throw new FatalException("job " + jobId + " began at offset " + first
                    + ", the oldest that retention has left is " + oldest + ": it cannot be rebuilt from the log");
        }
    }

    /**
     * Takes steps until that many are taken.
     *
     * @param taken told of each
     * @throws FatalException where the log ends before, or retention overtakes it
     */
    public void to(long step, LongConsumer taken) {
        while (learning.progress().step() < step) {
            if (waiting.isEmpty()) {
                fill(step);
            }
            if (!waiting.isEmpty() && learning.take(waiting.remove()).isPresent()) {
                taken.accept(learning.progress().step());
            }
        }
    }

    private void fill(long step) {
        boolean atEnd = log.position() >= log.endOffset();
        try {
            waiting.addAll(log.poll(WAIT));
        } catch (OffsetGoneException e) {
            throw new FatalException("job " + jobId + ": " + e.getMessage() + ": it cannot be rebuilt from the log", e);
        }
        if (atEnd && waiting.isEmpty()) {
            throw new FatalException("job " + jobId + ": the log ends at offset " + log.position() + " after step "
                    + learning.progress().step() + ", expected step " + step);
        }
    }

    /** SHA-256 of the state that it is in: equal to the stored one's, or it is another state. */
    public String stateSha256() {
        if (!learning.settled()) {
            throw new FatalException(
                    "job " + jobId + ": step " + learning.progress().step()
                            + " lies within a search of its method, which no state holds: expected a step before or"
                            + " after it");
        }
        return states.draft(learning.state()).sha256();
    }

    /** What it computes on: the CPU's features, the engine with its libraries. */
    public String machine() {
        return machine.cpuFeatures() + " by " + machine.engine();
    }

    @Override
    public void close() {
        learning.close();
        states.close();
        bases.close();
        log.close();
    }
}
