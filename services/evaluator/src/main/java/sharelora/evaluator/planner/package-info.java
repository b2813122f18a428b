/** Checkpoint → EvalTask: freezes the slice that a checkpoint is measured on, and asks for it in shards. */
package sharelora.evaluator.planner;
