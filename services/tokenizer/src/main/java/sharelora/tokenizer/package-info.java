/**
 * Example → TokenBatch, exactly once.
 *
 * <p>{@link sharelora.tokenizer.Tokenizer} is the pure core: records in, units of batches and dead letters out. {@link
 * sharelora.tokenizer.TokenizerVerticle} gives every running stream one, with a loop around it.
 */
package sharelora.tokenizer;
