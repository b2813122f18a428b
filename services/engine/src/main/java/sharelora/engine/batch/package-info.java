/** Records packed without padding, their targets, and the gradient shards that a batch is cut into. */
package sharelora.engine.batch;
