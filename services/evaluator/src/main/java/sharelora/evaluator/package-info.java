/**
 * Checkpoint → EvalTask → EvalShard → EvalResult: what every checkpoint is worth on records that nobody learns from,
 * beside the untouched base and a linear probe.
 *
 * <p>Start with {@link sharelora.evaluator.EvaluatorVerticle}; the cores are Planner, Worker and Aggregator, each in the
 * package of its name.
 */
package sharelora.evaluator;
