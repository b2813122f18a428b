package sharelora.evaluator.worker;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Metrics;

/**
 * What a worker shows.
 *
 * @param shards answered, by outcome: measured, unusable, released
 * @param seconds a measured shard took
 * @param records measured
 * @param leftOut records that the base cannot take, by reason
 * @param deadLetters by reason
 */
record WorkerMetrics(Counter shards, Durations seconds, Counter records, Counter leftOut, Counter deadLetters) {

    static WorkerMetrics of(Metrics metrics) {
        return new WorkerMetrics(
                metrics.counter("eval_shards", "Evaluation tasks answered", "outcome"),
                metrics.durations("eval_shard_seconds", "Time that a measured shard took"),
                metrics.counter("eval_records", "Held-out records measured"),
                metrics.counter("eval_records_left_out", "Held-out records that the base cannot take", "reason"),
                metrics.counter("eval_dead_letters", "Evaluation tasks that nobody can do", "reason"));
    }
}
