package sharelora.predictor.compute;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/**
 * What the compute thread shows of itself.
 *
 * @param queries answered, by job
 * @param tokens of these queries
 * @param batches computed; queries by batches is the size of a batch
 * @param seconds that a batch took
 * @param waiting asks that wait for the thread
 */
record ComputeMetrics(Counter queries, Counter tokens, Counter batches, Durations seconds, Gauge waiting) {

    private static final String JOB = "job";

    static ComputeMetrics of(Metrics metrics) {
        return new ComputeMetrics(
                metrics.counter("predictor_queries", "Queries answered, from topics and over HTTP.", JOB),
                metrics.counter("predictor_tokens", "Tokens of the queries answered.", JOB),
                metrics.counter(
                        "predictor_batches",
                        "Batches computed that had queries of the job; those of several jobs on one base count for"
                                + " each.",
                        JOB),
                metrics.durations("predictor_batch_seconds", "Time that a batch took to compute.", JOB),
                metrics.gauge("predictor_waiting", "Batches and requests that wait for the compute thread."));
    }

    void computed(String job, int count, long read, double took) {
        queries.add(count, job);
        tokens.add((double) read, job);
        batches.add(1, job);
        seconds.observe(took, job);
    }
}
