package sharelora.bench;

/**
 * What one pass over a file measured.
 *
 * @param snapshotShare of the time that went into snapshots of the state, 0 to 1
 * @param trained numbers, the head's among them
 * @param stateBytes of a snapshot
 * @param heldOut what the model says of the held-out records at the end; null where none were held out
 * @param forgetting rise of the loss on texts that the job does not learn, nats per token; null where there are none
 * @param eras what was kept of each part of the stream; null where it was not cut
 */
public record StreamMeasurement(
        String cpu,
        int threads,
        long records,
        long tokens,
        double seconds,
        double processorSeconds,
        double recordsPerSecond,
        double tokensPerSecond,
        double snapshotShare,
        long peakBytes,
        int trained,
        long stateBytes,
        HeldOut heldOut,
        Double forgetting,
        EraAccuracy eras) {}
