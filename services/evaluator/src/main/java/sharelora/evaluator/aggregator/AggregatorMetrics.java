package sharelora.evaluator.aggregator;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/**
 * What the aggregator shows.
 *
 * @param outstanding tasks without an answer
 * @param results published, by status
 * @param verdicts given, by decision
 */
record AggregatorMetrics(Gauge outstanding, Counter results, Counter verdicts) {

    static AggregatorMetrics of(Metrics metrics) {
        return new AggregatorMetrics(
                metrics.gauge("eval_tasks_outstanding", "Evaluation tasks without an answer"),
                metrics.counter("eval_results", "Evaluation results published", "status"),
                metrics.counter("eval_verdicts", "Decisions about checkpoints", "decision"));
    }
}
