package sharelora.predictor.stream;

import java.util.Optional;
import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;
import sharelora.predictor.compute.ServedCheckpoint;

/** What the streams and jobs of this process show of themselves. */
final class StreamMetrics {

    private static final String STREAM = "stream";
    private static final String JOB = "job";

    private final Counter predictions;
    private final Counter unanswered;
    private final Counter passedOver;
    private final Counter deadLetters;
    private final Gauge serving;
    private final Gauge adapter;
    private final Counter swaps;

    StreamMetrics(Metrics metrics) {
        predictions = metrics.counter("predictor_predictions", "Predictions written.", STREAM, JOB);
        unanswered = metrics.counter(
                "predictor_unanswered", "Queries that a job has not answered for want of a checkpoint.", STREAM, JOB);
        passedOver = metrics.counter("predictor_passed_over", "Queries that were answered elsewhere.", STREAM);
        deadLetters = metrics.counter(
                "predictor_dead_letters", "Queries that cannot be answered, by reason.", STREAM, "reason");
        serving = metrics.gauge("predictor_serving", "1 where a checkpoint answers for the job, else 0.", STREAM, JOB);
        adapter = metrics.gauge(
                "predictor_adapter_info",
                "1 for the checkpoint that answers for the job.",
                JOB,
                "checkpoint",
                "adapter");
        swaps = metrics.counter("predictor_swaps", "Checkpoints that took another's place, or were the first.", JOB);
    }

    void predicted(String stream, String job, int count) {
        predictions.add(count, stream, job);
    }

    void unanswered(String stream, String job, int count) {
        unanswered.add(count, stream, job);
    }

    void passedOver(String stream) {
        passedOver.add(1, stream);
    }

    void buried(String stream, String reason) {
        deadLetters.add(1, stream, reason);
    }

    /** Another checkpoint answers, or none does any more. */
    void swapped(String stream, String job, Optional<ServedCheckpoint> before, Optional<ServedCheckpoint> now) {
        before.ifPresent(each -> adapter.remove(job, each.checkpointId(), each.adapterName()));
        now.ifPresent(each -> {
            adapter.set(1, job, each.checkpointId(), each.adapterName());
            swaps.add(1, job);
        });
        serving.set(now.isPresent() ? 1 : 0, stream, job);
    }

    /** The job is not answered for here any more. */
    void forget(String stream, String job, Optional<ServedCheckpoint> last) {
        last.ifPresent(each -> adapter.remove(job, each.checkpointId(), each.adapterName()));
        serving.remove(stream, job);
    }
}
