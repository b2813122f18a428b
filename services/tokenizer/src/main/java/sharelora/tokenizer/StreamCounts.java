package sharelora.tokenizer;

/**
 * What a tokenizer has made of one stream since it started; after an aborted transaction its units count again.
 *
 * @param records in training batches
 * @param tokens in training batches
 * @param batches for training
 * @param heldOut records in evaluation batches
 * @param deadLetters records that could not be used
 */
public record StreamCounts(String stream, long records, long tokens, long batches, long heldOut, long deadLetters) {}
