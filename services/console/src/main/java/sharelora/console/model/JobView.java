package sharelora.console.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Job;
import sharelora.schemas.Promotion;
import sharelora.schemas.Restore;
import sharelora.schemas.TrainStep;
import sharelora.schemas.Verdict;

/** All that is known of one job, bounded. Its owner alone uses it. */
final class JobView {

    private static final int MOST_RESULTS = 600;
    private static final int MOST_CHECKPOINTS = 300;
    private static final int MOST_VERDICTS = 300;
    private static final int MOST_DRIFTS = 300;
    private static final int MOST_SUITES = 32;

    private final String id;
    private final Touched touched = new Touched();
    private final StepSeries steps = new StepSeries();
    private final Map<String, Measured> results = new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Measured> eldest) {
            return size() > MOST_RESULTS;
        }
    };
    private final Bounded<Announced> checkpoints = new Bounded<>(MOST_CHECKPOINTS);
    private final Bounded<Decided> verdicts = new Bounded<>(MOST_VERDICTS);
    private final Bounded<Changed> drifts = new Bounded<>(MOST_DRIFTS);
    private final Map<String, NewestSlice> slices = new TreeMap<>();
    private Optional<Job> job = Optional.empty();
    private Optional<AdapterSnapshot> snapshot = Optional.empty();
    private Optional<Promotion> promotion = Optional.empty();
    private Optional<TrainStep> newestStep = Optional.empty();
    private List<String> labels = List.of();
    private long announced;
    private long learned;

    JobView(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    Touched touched() {
        return touched;
    }

    void submitted(Job record) {
        job = Optional.of(record);
    }

    void step(TrainStep step) {
        steps.add(step);
        newestStep = Optional.of(step);
        learned += step.getRecords();
    }

    void snapshot(AdapterSnapshot manifest) {
        snapshot = Optional.of(manifest);
    }

    void checkpoint(Checkpoint checkpoint) {
        checkpoints.add(Announced.of(checkpoint));
        labels = List.copyOf(checkpoint.getLabels());
        announced++;
    }

    void result(Measured result) {
        results.merge(
                result.resultId(), result, (before, after) -> after.revision() >= before.revision() ? after : before);
    }

    void shard(EvalShard shard) {
        String suite = shard.getTask().getSuite();
        if (slices.containsKey(suite) || slices.size() < MOST_SUITES) {
            NewestSlice slice = NewestSlice.with(slices.get(suite), shard);
            if (slice != null) {
                slices.put(suite, slice);
            }
        }
    }

    void verdict(Verdict verdict) {
        verdicts.add(Decided.of(verdict));
    }

    void drifted(Drift drift) {
        drifts.add(Changed.of(drift));
    }

    void promoted(Promotion record) {
        promotion = Optional.ofNullable(record);
    }

    /** Empty where other records of it are there, and its own is not. */
    Optional<Job> job() {
        return job;
    }

    Optional<AdapterSnapshot> snapshot() {
        return snapshot;
    }

    Optional<Promotion> promotion() {
        return promotion;
    }

    Optional<TrainStep> newestStep() {
        return newestStep;
    }

    /** Records of the steps that the log still holds. */
    long learned() {
        return learned;
    }

    List<StepSeries.Point> points() {
        return steps.points();
    }

    Collection<Measured> results() {
        return List.copyOf(results.values());
    }

    List<Announced> checkpoints() {
        return checkpoints.all();
    }

    List<Decided> verdicts() {
        return verdicts.all();
    }

    /** How many were announced, as far as the log holds them. */
    long announced() {
        return announced;
    }

    /** Of the newest checkpoint. */
    List<String> labels() {
        return labels;
    }

    /** Changes of its stream that it noticed. */
    List<Changed> drifts() {
        return drifts.all();
    }

    /** When it went back to an earlier state. */
    List<Restore> restores() {
        return snapshot.map(AdapterSnapshot::getRestores).orElse(List.of());
    }

    /** What the newest checkpoint that was measured whole predicted on that suite. */
    Optional<NewestSlice.Classes> classes(String suite) {
        return Optional.ofNullable(slices.get(suite)).flatMap(NewestSlice::whole);
    }

    /** RUNNING, PAUSED or DELETED as the operator wants it; FINISHED where its schedule is at its end. */
    String state() {
        boolean finished = snapshot.map(AdapterSnapshot::getFinished).orElse(false);
        return finished ? "FINISHED" : job.map(each -> each.getState().name()).orElse("UNKNOWN");
    }
}
