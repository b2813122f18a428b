package sharelora.tokenizer;

/**
 * What a tokenizer process has made of one stream since it started: each record that it read is in a training batch, held
 * out, dead or ignored. The units of an aborted transaction count again when
 * they are repeated.
 *
 * @param stream name of the stream
 * @param records number of records in training batches
 * @param tokens number of tokens in training batches
 * @param batches number of training batches
 * @param heldOut number of records in evaluation batches
 * @param deadLetters number of records that became dead letters
 * @param ignored number of records that were passed over because the stream asks for that
 */
public record StreamCounts(
        String stream, long records, long tokens, long batches, long heldOut, long deadLetters, long ignored) {

    /** How many records were read. */
    public long read() {
        return records + heldOut + deadLetters + ignored;
    }
}
