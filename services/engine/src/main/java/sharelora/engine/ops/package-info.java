/**
 * The seam between model code and whatever computes it.
 *
 * <p>Dimensions: {@code N} tokens in a shard, {@code S} sequences, {@code D} hidden size, {@code H} heads, {@code R}
 * rank, {@code C} classes, {@code P} trainable numbers. A shape such as [N, D] is rows, columns; row-major.
 */
package sharelora.engine.ops;
