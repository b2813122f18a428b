package sharelora.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** Token batches of a stream that can be learned, drawn from a seed. */
final class Batches {

    static final String STREAM = "tickets";
    static final String TOKENIZER = "4".repeat(64);
    static final List<String> LABELS = List.of("bug", "question", "praise");
    static final String INPUT = Topics.examples(STREAM).name();

    private static final int RECORDS = 4;

    private Batches() {}

    /** The batch of that number, of four records; their class shows in their tokens. */
    static TokenBatch batch(int number, String tokenizerSha256, List<String> labels) {
        Random random = new Random(number);
        List<Integer> tokens = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> targets = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            int target = random.nextInt(labels.size());
            int length = 3 + random.nextInt(6);
            for (int t = 0; t < length; t++) {
                tokens.add(10 * target + random.nextInt(10));
            }
            starts.add(tokens.size());
            targets.add(target);
            ids.add("example-" + number + "-" + i);
            sources.add(new Source(INPUT, i % 2, 10L * number + i));
        }
        return TokenBatch.newBuilder()
                .setStream(STREAM)
                .setTokenizerSha256(tokenizerSha256)
                .setTokenIds(tokens)
                .setSequenceStarts(starts)
                .setTargets(targets)
                .setLabels(labels)
                .setExampleIds(ids)
                .setSources(sources)
                .build();
    }

    static TokenBatch batch(int number) {
        return batch(number, TOKENIZER, LABELS);
    }

    static Received at(long offset, TokenBatch batch) {
        return at(offset, Codec.encode(batch));
    }

    static Received at(long offset, byte[] value) {
        return new Received(Topics.tokenBatches(STREAM).name(), 0, offset, 1_000, null, value);
    }
}
