package sharelora.predictor.capture;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Metrics;

/**
 * What captures show of themselves.
 *
 * @param captured predictions written with their queries
 * @param lost how often another process took a stream's lock
 */
record CaptureMetrics(Counter captured, Counter lost) {

    private static final String STREAM = "stream";

    static CaptureMetrics of(Metrics metrics) {
        return new CaptureMetrics(
                metrics.counter(
                        "predictor_captured", "Predictions written together with their queries.", STREAM, "job"),
                metrics.counter(
                        "predictor_capture_locks_lost",
                        "How often another process took the lock of captures.",
                        STREAM));
    }

    void captured(String stream, String job) {
        captured.add(1, stream, job);
    }

    void lost(String stream) {
        lost.add(1, stream);
    }
}
