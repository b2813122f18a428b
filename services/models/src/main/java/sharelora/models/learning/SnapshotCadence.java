package sharelora.models.learning;

import java.time.Duration;

/**
 * When a snapshot is due. Checkpoints go by step alone, so that the same ones come out whatever was killed; other
 * snapshots only shorten a recovery, so time may decide.
 *
 * @param snapshotEvery steps between two snapshots, at the most
 * @param checkpointEvery steps between two checkpoints
 * @param longest time between two snapshots, at the most
 * @param share of the time that snapshots may cost; where they would cost more, the time between them is stretched
 */
public record SnapshotCadence(int snapshotEvery, int checkpointEvery, Duration longest, double share) {

    /** Train-steps wait in memory for their snapshot: however dear it is, no more of them than this. */
    static final int MOST_STEPS = 10_000;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final double SHARE = 0.02;

    public SnapshotCadence {
        if (snapshotEvery < 1) {
            throw new IllegalArgumentException("snapshotEvery is " + snapshotEvery + ", expected at least 1");
        }
        if (checkpointEvery < 1) {
            throw new IllegalArgumentException("checkpointEvery is " + checkpointEvery + ", expected at least 1");
        }
    }

    static SnapshotCadence of(int snapshotEvery, int checkpointEvery) {
        return new SnapshotCadence(snapshotEvery, checkpointEvery, LONGEST, SHARE);
    }

    /** Whether a checkpoint is made of the state after this step. */
    public boolean flags(long step) {
        return step % checkpointEvery == 0;
    }

    /**
     * Whether to take a snapshot now.
     *
     * @param step that was taken last
     * @param since the last snapshot: steps
     * @param elapsed since the last snapshot
     * @param cost what the last snapshot took
     */
    public boolean due(long step, long since, Duration elapsed, Duration cost) {
        if (since == 0) {
            return false;
        }
        if (flags(step) || since >= MOST_STEPS) {
            return true;
        }
        boolean wanted = since >= snapshotEvery || elapsed.compareTo(longest) >= 0;
        return wanted && elapsed.toNanos() * share >= cost.toNanos();
    }
}
