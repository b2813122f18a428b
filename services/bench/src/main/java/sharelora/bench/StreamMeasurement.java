package sharelora.bench;

/**
 * What one pass over a file measured.
 *
 * @param snapshotShare of the time that went into snapshots of the state, 0 to 1
 */
public record StreamMeasurement(
        String cpu,
        int threads,
        long records,
        long tokens,
        double seconds,
        double recordsPerSecond,
        double tokensPerSecond,
        double snapshotShare,
        long peakBytes) {}
