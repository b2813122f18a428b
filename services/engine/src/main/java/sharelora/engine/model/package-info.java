/**
 * Language models, written once against {@link sharelora.engine.ops.Ops}; frozen, with places where an adapter may add.
 *
 * <p>Dimensions: {@code N} tokens in a shard, {@code S} sequences, {@code D} hidden size, {@code F} inner size of the
 * feed-forward block.
 */
package sharelora.engine.model;
