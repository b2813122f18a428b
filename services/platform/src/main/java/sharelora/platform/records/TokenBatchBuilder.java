package sharelora.platform.records;

import java.util.ArrayList;
import java.util.List;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * Packs records into one TokenBatch, one behind the other without padding. Whoever makes batches packs them here, so equal
 * records make equal bytes: the tokenizer, frozen slices and suites. Either all records of a batch have a score, or a
 * prompt, or none has.
 */
public final class TokenBatchBuilder {

    // Upper bounds of what Avro writes: an id below 2^20 takes 3 bytes, a character 3; the rest of a record 32; a score
    // 8, which the distance to the limit is enough for.
    private static final int BYTES_PER_TOKEN = 3;
    private static final int BYTES_PER_CHARACTER = 3;
    private static final int BYTES_PER_RECORD = 32;

    private final IntList tokenIds = new IntList();
    private final IntList sequenceStarts = new IntList();
    private final IntList targets = new IntList();
    private final IntList pairStarts = new IntList();
    private final IntList completionStarts = new IntList();
    private final List<Double> scores = new ArrayList<>();
    private final List<String> exampleIds = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private List<OffsetRange> gaps = List.of();
    private boolean pairs;
    private int bytes;

    /** Adds a record behind those before. */
    public void add(TokenRecord record) {
        int start = tokenIds.size();
        sequenceStarts.append(start);
        pairStarts.append(start + record.second());
        pairs |= record.second() < record.length();
        if (record.prompt() != null) {
            completionStarts.append(start + record.prompt());
        }
        if (record.score() != null) {
            scores.add(record.score());
        }
        tokenIds.append(record.tokenIds());
        targets.append(record.target());
        exampleIds.add(record.exampleId());
        sources.add(record.source());
        bytes += bytes(record);
    }

    /** Says what of its records' partitions was removed before it was read, since the batch before. */
    public void gaps(List<OffsetRange> before) {
        gaps = List.copyOf(before);
    }

    /** Where its records were read. */
    public List<Source> sources() {
        return List.copyOf(sources);
    }

    /** Whether it holds no record. */
    public boolean isEmpty() {
        return exampleIds.isEmpty();
    }

    /** How many records it holds. */
    public int records() {
        return exampleIds.size();
    }

    /** How many tokens its records have. */
    public int tokens() {
        return tokenIds.size();
    }

    /** At most this many bytes encoded, labels and stream not counted. */
    public int bytes() {
        return bytes;
    }

    /** By how many {@link #bytes()} grow with this record. */
    public static int bytes(TokenRecord record) {
        return BYTES_PER_TOKEN * record.length()
                + BYTES_PER_CHARACTER
                        * (record.exampleId().length()
                                + record.source().getTopic().length())
                + BYTES_PER_RECORD;
    }

    /**
     * The batch, which shares the memory of this builder: nothing may be added afterwards.
     *
     * @param labels that targets point into
     */
    public TokenBatch build(String stream, String tokenizerSha256, List<String> labels) {
        sequenceStarts.append(tokenIds.size());
        return TokenBatch.newBuilder()
                .setStream(stream)
                .setTokenizerSha256(tokenizerSha256)
                .setTokenIds(tokenIds)
                .setSequenceStarts(sequenceStarts)
                .setTargets(targets)
                .setLabels(labels)
                .setExampleIds(exampleIds)
                .setSources(sources)
                .setPairStarts(pairs ? pairStarts : null)
                .setScores(scores.isEmpty() ? null : scores)
                .setCompletionStarts(completionStarts.isEmpty() ? null : completionStarts)
                .setGaps(gaps)
                .build();
    }
}
