/** Records packed without padding, what is asked of them, and the gradient shards that a batch is cut into. */
package sharelora.engine.batch;
