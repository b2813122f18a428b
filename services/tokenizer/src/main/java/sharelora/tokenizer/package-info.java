/**
 * Example → TokenBatch, exactly once.
 *
 * <p>{@link sharelora.tokenizer.Tokenizer} is the pure core: it takes records and returns units of batches and dead
 * letters. {@link sharelora.tokenizer.TokenizerVerticle} runs one in a loop for every running stream.
 */
package sharelora.tokenizer;
