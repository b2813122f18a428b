/** EvalTask → EvalShard: any number of workers, each measuring one shard at a time. */
package sharelora.evaluator.worker;
