package sharelora.acceptance.guarantee;

import java.util.ArrayList;
import java.util.List;

/** Job files for trials: small batches, frequent checkpoints, and dropout, so that random numbers matter too. */
final class Jobs {

    /** Steps between two checkpoints. */
    static final int CHECKPOINT_EVERY = 10;

    /** Checkpoints that are kept, beside step 0 and the newest. */
    static final int KEPT_CHECKPOINTS = 5;

    /** Examples in a full batch. */
    static final int BATCH_RECORDS = 8;

    private static final int ALL = 1_000;

    private Jobs() {}

    /** A job that keeps few checkpoints. */
    static String file(String job, String stream, int holdoutPercent) {
        return file(job, stream, holdoutPercent, KEPT_CHECKPOINTS);
    }

    /** A job that deletes none, so that all can be evaluated later. */
    static String keepingAll(String job, String stream, int holdoutPercent) {
        return file(job, stream, holdoutPercent, ALL);
    }

    /** A job that learns records again, those that surprised it. */
    static String replaying(String job, String stream) {
        return file(job, stream, 0) + "replay: {fraction: 0.5, size: 30, keep: surprise}\n";
    }

    /**
     * A job that replays too, notices drift, and holds batches back, by rules that many batches break; and goes back where
     * its gate finds a checkpoint worse than the promoted one.
     */
    static String looking(String job, String stream) {
        return replaying(job, stream) + """
            gate: {rise: [accuracy]}
            onRegression: {do: restore}
            drift: {detector: page-hinkley, on: error, threshold: 0.5, burnIn: 5}
            quarantine: {sigma: 1.0, burnIn: 10}
            onDrift: {do: raise-rate, factor: 2, steps: 5}
            """;
    }

    private static String file(String job, String stream, int holdoutPercent, int keep) {
        return """
            job: %s
            base: tiny
            stream: {name: %s, labels: [low, high], maxLength: 32, holdoutPercent: %d,
                     batch: {records: %d, minRecords: 2}}
            adapter: {rank: 4, dropout: 0.1}
            training: {baseDropout: true, warmupSteps: 5}
            snapshotEvery: 3
            checkpointEvery: %d
            keep: {snapshots: 3, checkpoints: %d}
            evaluation: {minRecords: 20, window: 60, shardRecords: 20}
            """.formatted(job, stream, holdoutPercent, BATCH_RECORDS, CHECKPOINT_EVERY, keep);
    }

    /** Steps whose states become checkpoints in a job that was drained after this step. */
    static List<Long> flaggedSteps(long last) {
        List<Long> steps = new ArrayList<>();
        for (long step = 0; step < last; step += CHECKPOINT_EVERY) {
            steps.add(step);
        }
        steps.add(last);
        return steps;
    }
}
