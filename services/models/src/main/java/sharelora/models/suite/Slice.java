package sharelora.models.suite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.model.config.ModelShape;
import sharelora.models.batch.TakenRecords;
import sharelora.models.cache.RecentlyUsed;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.records.Codec;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.TokenBatch;

/**
 * Held-out records, frozen: a TokenBatch in Avro's single-object encoding, named by the SHA-256 of these bytes. The
 * records stand in log order; equal records make equal bytes, whatever a TokenBatch gains beside its records. Not thread-safe.
 */
public final class Slice {

    /** Jobs on different bases may share a suite. */
    private static final int MOST_SHAPES = 4;

    private final TokenBatch batch;
    private final byte[] bytes;
    private final String sha256;

    /** What a base can take of the records, found when it is first asked for: unusable arrays are found out there. */
    private final Map<ModelShape, TakenRecords> parted = new RecentlyUsed<>(MOST_SHAPES);

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
        return new Slice(records, Codec.encodeAsEver(records));
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

    /**
     * The records [from, to) for a base of that shape, of which there is at least one.
     *
     * @throws IllegalArgumentException where the slice has no such range, its arrays do not fit together, or the base can
     *     take none of all its records
     */
    public SlicePart cut(int from, int to, ModelShape shape) {
        if (from < 0 || to > records() || from >= to) {
            throw new IllegalArgumentException(
                    "records are [" + from + ", " + to + "), expected some of [0, " + records() + ")");
        }
        TakenRecords taken = parted.computeIfAbsent(shape, absent -> TakenRecords.of(batch, absent));
        PackedBatch all = taken.packed()
                .orElseThrow(() -> new IllegalArgumentException("the base can take none of the " + records()
                        + " records, such as: " + taken.leftOut().getFirst().detail()));
        int first = taken.takenBefore(from);
        int end = taken.takenBefore(to);
        return new SlicePart(
                first == end ? Optional.empty() : Optional.of(all.part(first, end)),
                taken.leftOut(from, to),
                labels(),
                IntStream.range(0, all.records()).map(all::asked).max().orElse(0));
    }
}
