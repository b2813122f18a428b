package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * Whatever is aborted and wherever it starts again: what was committed holds each record once, in the order of its
 * partition. The test plays the loop: a commit takes all that was sent and moves the log to what is completed.
 */
class RestartTest {

    private static final int PARTITIONS = 3;
    private static final int RECORDS = 120;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void commitsEachRecordOnceAndInOrder(long seed) {
        // Given
        Random random = new Random(seed);
        Log log = new Log(random);
        Tokenizer tokenizer = new Tokenizer(
                Streams.stream(
                        Streams.rule(1 + random.nextInt(9), 10 + random.nextInt(60), random.nextInt(4), 300), 30),
                Words.ENCODER,
                new TokenizerMetrics(Streams.NAME, Metrics.create()));
        long now = 0;

        // When
        while (!log.isRead()) {
            switch (random.nextInt(12)) {
                case 0 -> log.abort(tokenizer);
                case 1, 2 -> log.commit(tokenizer);
                case 3 -> tokenizer.tick(now += random.nextInt(400), log.pending);
                default -> log.next().ifPresent(record -> tokenizer.accept(record, log.pending));
            }
        }
        tokenizer.flush(log.pending);
        log.commit(tokenizer);

        // Then
        Map<Integer, List<Long>> offsets = log.committedOffsets();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(offsets.get(partition))
                    .as("seed %d, partition %d", seed, partition)
                    .isEqualTo(Stream.iterate(0L, i -> i + 1).limit(RECORDS).toList());
        }
        assertThat(log.trainedOffsetsAreInOrder()).isTrue();
    }

    /** A log that can be read again from what was committed. */
    private static final class Log {

        private final Random random;
        private final List<List<Received>> partitions = new ArrayList<>();
        private final int[] next = new int[PARTITIONS];
        private final long[] committed = new long[PARTITIONS];
        private final List<Sent> taken = new ArrayList<>();
        private Sent pending = new Sent();

        Log(Random random) {
            this.random = random;
            Feed feed = new Feed();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<Received> records = new ArrayList<>();
                for (int i = 0; i < RECORDS; i++) {
                    String text = random.nextInt(6) == 0 ? " " : "text number " + random.nextInt();
                    records.add(feed.example(partition, partition + "/" + i, text, "a"));
                }
                partitions.add(records);
            }
        }

        boolean isRead() {
            for (int at : next) {
                if (at < RECORDS) {
                    return false;
                }
            }
            return true;
        }

        Optional<Received> next() {
            int partition = random.nextInt(PARTITIONS);
            return next[partition] == RECORDS
                    ? Optional.empty()
                    : Optional.of(partitions.get(partition).get(next[partition]++));
        }

        void abort(Tokenizer tokenizer) {
            pending = new Sent();
            tokenizer.restart();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                next[partition] = (int) committed[partition];
            }
        }

        void commit(Tokenizer tokenizer) {
            taken.add(pending);
            pending = new Sent();
            for (Map.Entry<Position, Long> end : tokenizer.completed().entrySet()) {
                committed[end.getKey().partition()] = end.getValue();
            }
        }

        Map<Integer, List<Long>> committedOffsets() {
            Map<Integer, List<Long>> offsets = new HashMap<>();
            Stream<Source> sources = taken.stream()
                    .flatMap(sent -> Stream.of(
                                    sent.training.stream().map(TokenBatch::getSources),
                                    sent.evaluation.stream().map(TokenBatch::getSources),
                                    sent.letters.stream()
                                            .map(DeadLetter::getSource)
                                            .map(List::of))
                            .flatMap(each -> each)
                            .flatMap(List::stream));
            sources.forEach(source -> offsets.computeIfAbsent(source.getPartition(), absent -> new ArrayList<>())
                    .add(source.getOffset()));
            offsets.values().forEach(each -> each.sort(null));
            return offsets;
        }

        boolean trainedOffsetsAreInOrder() {
            long[] last = {-1, -1, -1};
            for (Sent sent : taken) {
                for (TokenBatch batch : sent.training) {
                    for (Source source : batch.getSources()) {
                        if (source.getOffset() <= last[source.getPartition()]) {
                            return false;
                        }
                        last[source.getPartition()] = source.getOffset();
                    }
                }
            }
            return true;
        }
    }
}
