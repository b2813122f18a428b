package sharelora.trainer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.training.Progress;
import sharelora.models.learning.ComputeEnvironment;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.models.learning.Restores;
import sharelora.models.learning.StateStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;

/**
 * Makes what a job has learned durable. The blob of the state is stored first. One short transaction then commits the
 * train steps, the manifest that names the blob, and the offset. A crash between the two leaves a blob that no manifest
 * names; the checkpointer deletes it later.
 */
final class Snapshots {

    private final JobSettings job;
    private final Position place;
    private final String group;
    private final ComputeEnvironment environment;
    private final StateStore states;
    private final ExclusiveProducer producer;
    private final GateResponse gate;
    private Optional<AdapterSnapshot> newest;
    private long takenAt = System.nanoTime();
    private Duration cost = Duration.ZERO;

    /** Whether a checkpoint fell due at a step that no state can be had of: the next one is flagged in its place. */
    private boolean overdue;

    /** Continues after {@code newest}, the last committed manifest. */
    Snapshots(
            JobSettings job,
            Position place,
            ComputeEnvironment environment,
            StateStore states,
            ExclusiveProducer producer,
            GateResponse gate,
            Optional<AdapterSnapshot> newest) {
        this.job = job;
        this.place = place;
        this.group = JobLock.of(job.id());
        this.environment = environment;
        this.states = states;
        this.producer = producer;
        this.gate = gate;
        this.newest = newest;
    }

    /**
     * Whether steps have been taken since the last snapshot and the job's cadence asks for the next one now. It is asked after
     * every step.
     */
    boolean due(LearningSession learning) {
        long step = learning.progress().step();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - takenAt);
        overdue |= !learning.settled() && job.cadence().flags(step);
        return !learning.silent()
                && learning.settled()
                && (overdue || job.cadence().due(step, since(step), elapsed, cost));
    }

    /** Whether a snapshot taken now would save anything new. */
    boolean wanted(LearningSession learning) {
        return !learning.silent()
                && learning.settled()
                && (newest.isEmpty() || since(learning.progress().step()) > 0);
    }

    /** Whether the newest snapshot is flagged as the last one and nothing was learned since. */
    boolean ended(LearningSession learning) {
        return !wanted(learning) && newest.orElseThrow().getNewest().getFinal$();
    }

    /** Whether the newest snapshot says that the job has taken its last step. */
    boolean finished() {
        return newest.map(AdapterSnapshot::getFinished).orElse(false);
    }

    /** The newest manifest, once there is one. */
    Optional<AdapterSnapshot> newest() {
        return newest;
    }

    /** How long the last snapshot took. */
    Duration cost() {
        return cost;
    }

    /**
     * Takes a snapshot, whether it is due or not.
     *
     * @param last whether the job ends here for now: its state is then flagged as a checkpoint at any step
     * @throws sharelora.platform.failure.TransientException if nothing was committed, or if that is not known
     */
    AdapterSnapshot take(LearningSession learning, boolean last) {
        long began = System.nanoTime();
        WrittenFile stored = states.draft(learning.state());
        Progress progress = learning.progress();
        KeptState state = new KeptState(
                progress.step(),
                stored.sha256(),
                stored.bytes(),
                progress.nextOffset(),
                flags(progress.step(), stored.sha256(), last || overdue),
                last);
        states.publish(state);
        gate.follow();
        AdapterSnapshot manifest = manifest(progress, state, learning.finished());
        List<Outgoing<?>> records = new ArrayList<>(learning.unsent());
        records.add(Outgoing.of(Topics.ADAPTER_SNAPSHOTS, job.id(), manifest));
        producer.commit(records, Map.of(place, progress.nextOffset()), group);
        learning.sent();
        newest = Optional.of(manifest);
        overdue = false;
        takenAt = System.nanoTime();
        cost = Duration.ofNanos(takenAt - began);
        return manifest;
    }

    /**
     * Compares the recomputed state with the newest one, whose blob was damaged. If both have the same bits, the blob is
     * restored, so that a checkpoint can still be made of it.
     *
     * @throws FatalException if the states differ; it names both hashes
     */
    void requireReached(LearningSession learning) {
        KeptState expected = newest.orElseThrow().getNewest();
        String found = states.draft(learning.state()).sha256();
        if (!found.equals(expected.getSha256())) {
            throw new FatalException(
                    "job " + job.id() + ": step " + expected.getStep() + " taken again from an older state"
                            + " gives " + found + ", expected " + expected.getSha256() + ", computed on "
                            + newest.orElseThrow().getCpuFeatures() + " by "
                            + newest.orElseThrow().getEngine());
        }
        states.restore(expected);
    }

    /** A job that goes back at a flagged step has two states of it: the checkpoint is made of the first one. */
    private boolean flags(long step, String sha256, boolean last) {
        return newest.map(AdapterSnapshot::getKept).orElse(List.of()).stream()
                .filter(state -> state.getStep() == step && state.getCheckpoint())
                .findFirst()
                .map(state -> state.getSha256().equals(sha256))
                .orElseGet(() -> last || job.cadence().flags(step));
    }

    private long since(long step) {
        return step - newest.map(AdapterSnapshot::getStep).orElse(step);
    }

    private AdapterSnapshot manifest(Progress progress, KeptState state, boolean finished) {
        return AdapterSnapshot.newBuilder()
                .setJobId(job.id())
                .setStream(job.stream())
                .setStep(progress.step())
                .setNewest(state)
                .setKept(SnapshotRetention.next(
                        newest.map(AdapterSnapshot::getKept).orElse(List.of()),
                        state,
                        job.keep(),
                        gate.promotedState()))
                .setRecords(progress.records())
                .setDeadLetters(progress.deadLetters())
                .setFinished(finished)
                .setCpuFeatures(environment.cpuFeatures())
                .setEngine(environment.engine())
                .setThreads(environment.threads())
                .setGradientShards(job.training().gradientShards())
                .setFrom(job.from()
                        .map(origin -> origin.getName() + "@" + origin.getSha256())
                        .orElse(null))
                .setTakenAt(Instant.now())
                .setRestores(Restores.records(progress.restores()))
                .setPause(gate.pause().orElse(null))
                .build();
    }
}
