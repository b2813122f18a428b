package sharelora.tokenizer;

/**
 * What a tokenizer process has made of one stream since it started. The units of an aborted transaction count again when
 * they are repeated.
 *
 * @param stream name of the stream
 * @param records number of records in training batches
 * @param tokens number of tokens in training batches
 * @param batches number of training batches
 * @param heldOut number of records in evaluation batches
 * @param deadLetters number of records that became dead letters
 */
public record StreamCounts(String stream, long records, long tokens, long batches, long heldOut, long deadLetters) {}
