package sharelora.models.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.models.batch.TokenBatches;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.records.Codec;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.TokenBatch;

/**
 * Held-out records, frozen: a TokenBatch in Avro's single-object encoding, named by the SHA-256 of these bytes. The
 * records stand in log order; equal records make equal bytes.
 */
public final class Slice {

    private final TokenBatch batch;
    private final byte[] bytes;
    private final String sha256;

    private Slice(TokenBatch batch, byte[] bytes) {
        this.batch = batch;
        this.bytes = bytes;
        this.sha256 = Sha256.of(bytes);
    }

    /** Freezes these records, with the labels of the checkpoint or a longer list that one of them has. */
    public static Slice of(List<HeldOut> records, Checkpoint checkpoint) {
        List<Integer> tokenIds = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> pairStarts = new ArrayList<>();
        boolean pairs = false;
        List<String> longest = checkpoint.getLabels();
        for (HeldOut record : records) {
            pairStarts.add(tokenIds.size() + record.second());
            pairs |= record.second() < record.tokenIds().length;
            for (int token : record.tokenIds()) {
                tokenIds.add(token);
            }
            starts.add(tokenIds.size());
            longest = record.labels().size() > longest.size() ? record.labels() : longest;
        }
        return freeze(TokenBatch.newBuilder()
                .setStream(checkpoint.getStream())
                .setTokenizerSha256(checkpoint.getTokenizerSha256())
                .setTokenIds(tokenIds)
                .setSequenceStarts(starts)
                .setTargets(records.stream().map(HeldOut::target).toList())
                .setLabels(longest)
                .setExampleIds(records.stream().map(HeldOut::exampleId).toList())
                .setSources(records.stream().map(HeldOut::source).toList())
                .setPairStarts(pairs ? pairStarts : null)
                .setScores(scores(records))
                .setCompletionStarts(completionStarts(records, starts))
                .build());
    }

    /** Of these records, as they stand. */
    public static Slice freeze(TokenBatch records) {
        return new Slice(records, Codec.encode(records));
    }

    /** All records of a stream have one, or none has. */
    private static List<Double> scores(List<HeldOut> records) {
        List<Double> scores =
                records.stream().map(HeldOut::score).filter(Objects::nonNull).toList();
        return scores.isEmpty() ? null : scores;
    }

    /** As with scores. */
    private static List<Integer> completionStarts(List<HeldOut> records, List<Integer> starts) {
        List<Integer> completions = new ArrayList<>();
        for (HeldOut record : records) {
            if (record.prompt() != null) {
                completions.add(starts.get(completions.size()) + record.prompt());
            }
        }
        return completions.isEmpty() ? null : completions;
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
        PackedBatch all = TokenBatches.of(batch);
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
        return TokenBatches.of(batch).part(from, to);
    }
}
