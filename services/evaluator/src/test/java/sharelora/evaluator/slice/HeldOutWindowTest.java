package sharelora.evaluator.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static sharelora.fixtures.EvaluatedStreams.at;
import static sharelora.fixtures.EvaluatedStreams.batch;
import static sharelora.fixtures.EvaluatedStreams.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.HeldOut;
import sharelora.models.suite.Slice;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

class HeldOutWindowTest {

    @Test
    void takesTheNewestRecordsBelowTheCheckpointsInput() {
        // Given
        MemoryLog log = new MemoryLog().add(batch(0, 4)).add(batch(4, 9));

        // When
        Slice slice = new HeldOutWindow(log, 5).slice(checkpoint(1, 7));

        // Then
        assertThat(slice.sha256()).isEqualTo(sliceOf(2, 7));
    }

    @Test
    void freezesTheSameHoweverFarAheadTheLogIs() {
        // Given
        MemoryLog early = new MemoryLog().add(batch(0, 4)).add(batch(4, 9));
        MemoryLog late = new MemoryLog().add(batch(0, 4)).add(batch(4, 9)).add(batch(9, 30));
        HeldOutWindow atOnce = new HeldOutWindow(early, 5);

        // When
        Slice slice = new HeldOutWindow(late, 5).slice(checkpoint(1, 7));

        // Then
        assertThat(slice.sha256()).isEqualTo(atOnce.slice(checkpoint(1, 7)).sha256());
    }

    @Test
    void nothingLearnedHasNothingBelow() {
        // Given
        MemoryLog log = new MemoryLog().add(batch(0, 4));

        // When
        Slice slice = new HeldOutWindow(log, 5).slice(checkpoint(0, 0));

        // Then
        assertThat(slice.records()).isZero();
        assertThat(log.handedOver()).isZero();
    }

    @Test
    void stopsReadingWhereTheTokenizerIsFurtherAheadThanItRemembers() {
        // Given
        MemoryLog log = new MemoryLog();
        for (int i = 0; i < 1_000; i++) {
            log.add(batch(3L * i, 3L * i + 3));
        }
        HeldOutWindow window = new HeldOutWindow(log, 5);

        // When
        for (int step = 1; step <= 100; step++) {
            window.slice(checkpoint(step, 3L * step));
        }

        // Then
        assertThat(log.handedOver()).isLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithTheRuleOnAnyLogOfSeveralPartitions(long seed) {
        // Given
        Random random = new Random(seed);
        int partitions = 1 + random.nextInt(3);
        int size = 1 + random.nextInt(12);
        long[] next = new long[partitions];
        MemoryLog log = new MemoryLog();
        HeldOutWindow window = new HeldOutWindow(log, size);
        List<Source> written = new ArrayList<>();
        long[] learned = new long[partitions];
        for (int step = 1; step <= 60; step++) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                TokenBatch batch = random(random, next);
                log.add(batch);
                written.addAll(batch.getSources());
            }
            for (int p = 0; p < partitions; p++) {
                learned[p] += random.nextInt((int) (next[p] - learned[p]) + 1);
            }
            Checkpoint checkpoint = checkpoint(step, ranges(learned), false);

            // When
            Slice slice = window.slice(checkpoint);

            // Then
            List<Source> below = written.stream()
                    .filter(source -> source.getOffset() < learned[source.getPartition()])
                    .toList();
            List<Source> expected = below.subList(Math.max(0, below.size() - size), below.size());
            assertThat(slice.sha256()).isEqualTo(sliceOf(expected));
        }
    }

    @Test
    void hasTheLongestListOfLabels() {
        // Given
        List<String> longer = List.of("low", "high", "other", "new");
        MemoryLog log = new MemoryLog().add(batch(0, 4)).add(batch(List.of(at(0, 4)), longer));

        // When
        Slice slice = new HeldOutWindow(log, 5).slice(checkpoint(1, 7));

        // Then
        assertThat(slice.labels()).isEqualTo(longer);
    }

    private static TokenBatch random(Random random, long[] next) {
        List<Source> sources = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            int partition = random.nextInt(next.length);
            next[partition] += 1 + random.nextInt(3);
            sources.add(at(partition, next[partition] - 1));
        }
        return batch(sources);
    }

    private static List<OffsetRange> ranges(long[] learned) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (int p = 0; p < learned.length; p++) {
            if (learned[p] > 0) {
                ranges.add(new OffsetRange(EvaluatedStreams.INPUT, p, 0L, learned[p]));
            }
        }
        return ranges;
    }

    private static String sliceOf(int from, int to) {
        return sliceOf(batch(from, to).getSources());
    }

    private static String sliceOf(List<Source> sources) {
        TokenBatch batch = batch(sources);
        List<HeldOut> records = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            records.add(HeldOut.of(batch, i));
        }
        return Slice.of(records, checkpoint(1, 1)).sha256();
    }

    @Test
    void leavesOutABatchWhosePartsDoNotFitEachOther() {
        // Given
        TokenBatch malformed = TokenBatch.newBuilder(EvaluatedStreams.batch(0, 4))
                .setSequenceStarts(List.of(0))
                .build();
        MemoryLog log = new MemoryLog().add(malformed).add(EvaluatedStreams.batch(4, 9));

        // When
        Slice slice = new HeldOutWindow(log, 10).slice(EvaluatedStreams.checkpoint(1, 8));

        // Then
        assertThat(slice.records()).isEqualTo(4);
    }
}
