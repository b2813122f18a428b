package sharelora.evaluator.planner;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/**
 * What the planner shows.
 *
 * @param tasks written
 * @param waiting checkpoints that wait for held-out records or their turn, by job
 * @param heldOut records in the last slice, by job
 */
record PlannerMetrics(Counter tasks, Gauge waiting, Gauge heldOut) {

    static PlannerMetrics of(Metrics metrics) {
        return new PlannerMetrics(
                metrics.counter("eval_tasks", "Evaluation tasks written"),
                metrics.gauge(
                        "eval_checkpoints_waiting", "Checkpoints that wait for held-out records or their turn", "job"),
                metrics.gauge("eval_held_out_records", "Held-out records below the newest checkpoint", "job"));
    }
}
