package sharelora.models.suite;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.models.batch.TokenBatches;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.records.Codec;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.TokenBatch;

/**
 * Held-out records, frozen: a TokenBatch in Avro's single-object encoding, named by the SHA-256 of these bytes. The
 * records stand in log order; equal records make equal bytes. Not thread-safe.
 */
public final class Slice {

    private final TokenBatch batch;
    private final byte[] bytes;
    private final String sha256;

    /** The engine's form of the records, made when it is first asked for: unusable arrays are found out there. */
    private Optional<PackedBatch> packed = Optional.empty();

    private Slice(TokenBatch batch, byte[] bytes) {
        this.batch = batch;
        this.bytes = bytes;
        this.sha256 = Sha256.of(bytes);
    }

    /** Freezes these records, with the labels of the checkpoint or a longer list that one of them has. */
    public static Slice of(List<HeldOut> records, Checkpoint checkpoint) {
        TokenBatchBuilder builder = new TokenBatchBuilder();
        List<String> longest = checkpoint.getLabels();
        for (HeldOut record : records) {
            builder.add(record.record());
            longest = record.labels().size() > longest.size() ? record.labels() : longest;
        }
        return freeze(builder.build(checkpoint.getStream(), checkpoint.getTokenizerSha256(), longest));
    }

    /** Of these records, as they stand. */
    public static Slice freeze(TokenBatch records) {
        return new Slice(records, Codec.encode(records));
    }

    /**
     * Reads {@link #bytes}.
     *
     * @throws sharelora.platform.records.UnreadableRecordException where they are none
     */
    public static Slice read(byte[] bytes) {
        return new Slice(Codec.decode(TokenBatch.class, bytes), bytes);
    }

    /** What is stored under {@code suites/<sha256>}; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public String sha256() {
        return sha256;
    }

    /** How many there are, maybe none. */
    public int records() {
        return batch.getTargets().size();
    }

    /** What targets point into. */
    public List<String> labels() {
        return batch.getLabels();
    }

    /** Most tokens of a record that are to be said. */
    public int longestCompletion() {
        PackedBatch all = packed();
        return IntStream.range(0, records()).map(all::asked).max().orElse(0);
    }

    /**
     * The records [from, to), of which there is at least one.
     *
     * @throws IllegalArgumentException where the slice has no such range, or its arrays do not fit together
     */
    public PackedBatch cut(int from, int to) {
        if (from < 0 || to > records() || from >= to) {
            throw new IllegalArgumentException(
                    "records are [" + from + ", " + to + "), expected some of [0, " + records() + ")");
        }
        return packed().part(from, to);
    }

    private PackedBatch packed() {
        if (packed.isEmpty()) {
            packed = Optional.of(TokenBatches.of(batch));
        }
        return packed.get();
    }
}
