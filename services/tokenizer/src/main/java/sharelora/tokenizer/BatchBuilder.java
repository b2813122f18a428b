package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.List;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;

/** Examples on their way into one TokenBatch, packed without padding. */
final class BatchBuilder {

    // Upper bounds of what Avro writes: an id below 2^20 takes 3 bytes, a character 3; the rest of a record 32. A score
    // takes 8, which the distance to the limit is enough for.
    private static final int BYTES_PER_TOKEN = 3;
    private static final int BYTES_PER_CHARACTER = 3;
    private static final int BYTES_PER_EXAMPLE = 32;

    private final IntList tokenIds = new IntList();
    private final IntList sequenceStarts = new IntList();
    private final IntList pairStarts = new IntList();
    private final TargetColumns targets = new TargetColumns();
    private final List<String> exampleIds = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private boolean pairs;
    private int bytes;

    void add(TokenizedExample example) {
        sequenceStarts.append(tokenIds.size());
        pairStarts.append(tokenIds.size() + example.tokens().second());
        targets.add(example.target(), tokenIds.size());
        pairs |= example.tokens().second() < example.length();
        tokenIds.append(example.tokens().ids());
        exampleIds.add(example.id());
        sources.add(example.source());
        bytes += bytes(example);
    }

    boolean isEmpty() {
        return exampleIds.isEmpty();
    }

    int records() {
        return exampleIds.size();
    }

    int tokens() {
        return tokenIds.size();
    }

    /** At most this many bytes encoded, labels and stream not counted. */
    int bytes() {
        return bytes;
    }

    static int bytes(TokenizedExample example) {
        return BYTES_PER_TOKEN * example.length()
                + BYTES_PER_CHARACTER
                        * (example.id().length() + example.source().getTopic().length())
                + BYTES_PER_EXAMPLE;
    }

    /** The batch, which shares this packing's memory: nothing may be added afterwards. */
    TokenBatch toBatch(Stream stream, List<String> labels, TaskEncoding encoding) {
        sequenceStarts.append(tokenIds.size());
        TokenBatch.Builder batch = TokenBatch.newBuilder()
                .setStream(stream.getName())
                .setTokenizerSha256(stream.getTokenizerSha256())
                .setTokenIds(tokenIds)
                .setSequenceStarts(sequenceStarts)
                .setLabels(labels)
                .setExampleIds(exampleIds)
                .setSources(sources)
                .setPairStarts(pairs ? pairStarts : null);
        encoding.setTargets(batch, targets);
        return batch.build();
    }
}
