package sharelora.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.engine.batch.Task;
import sharelora.engine.parameter.RandomKey;

class KeepingRuleTest {

    private static final KeepingRule RESERVOIR = KeepingRule.of("reservoir");
    private static final KeepingRule SURPRISE = KeepingRule.of("surprise");
    private static final KeepingRule BALANCED = KeepingRule.of("balanced");

    /** Vitter's algorithm R, written once more beside the code. */
    @Test
    void aReservoirIsAlgorithmR() {
        // Given
        int size = 7;
        long[] expected = new long[size];
        for (int t = 1; t <= 500; t++) {
            long j = Long.remainderUnsigned(RandomKey.of(11, "replay-keep", 0, t), t);
            if (t <= size) {
                expected[t - 1] = t;
            } else if (j < size) {
                expected[(int) j] = t;
            }
        }

        // When
        ReplayBuffer kept = offered(spec(RESERVOIR, size), 11, 2, records(500, record -> 0, record -> 0));

        // Then
        assertThat(offsets(kept))
                .containsExactly(Arrays.stream(expected).boxed().toArray(Long[]::new));
        assertThat(kept.seen()).containsExactly(500L);
    }

    @Test
    void aReservoirKeepsEachRecordWithTheSameProbability() {
        // Given
        int[] kept = new int[4];
        List<StoredRecord> stream = records(200, record -> 0, record -> 0);

        // When
        for (int seed = 0; seed < 1_000; seed++) {
            offered(spec(RESERVOIR, 20), seed, 2, stream)
                    .records()
                    .forEach(record -> kept[(int) (record.offset() - 1) / 50]++);
        }

        // Then: of 20,000 kept ones a quarter each; the deviation of such a count is 58
        assertThat(IntStream.of(kept).asDoubleStream().toArray())
                .contains(new double[] {5_000, 5_000, 5_000, 5_000}, within(290.0));
    }

    @Test
    void balancedKeepsAsManyOfARareClassAsOfAFrequentOne() {
        // Given: of class 2 one in fifty
        List<StoredRecord> stream = records(1_000, record -> record % 50 == 0 ? 2 : record % 2, record -> 0);

        // When
        ReplayBuffer kept = offered(spec(BALANCED, 32), 5, 3, stream);

        // Then
        assertThat(classes(kept)).isEqualTo(Map.of(0, 11L, 1, 11L, 2, 10L));
        assertThat(kept.seen()).containsExactly(480L, 500L, 20L);
    }

    @Test
    void surpriseKeepsTheMostSurprisingOfEachClass() {
        // Given
        List<StoredRecord> stream = records(300, record -> record % 2, record -> (record * 37) % 300);
        Comparator<StoredRecord> bySurprise = Comparator.comparingDouble(StoredRecord::surprise);
        List<Long> expected = new ArrayList<>();
        for (int each = 0; each < 2; each++) {
            double label = each;
            stream.stream()
                    .filter(record -> record.target() == label)
                    .sorted(bySurprise.reversed())
                    .limit(5)
                    .map(StoredRecord::offset)
                    .forEach(expected::add);
        }

        // When
        ReplayBuffer kept = offered(spec(SURPRISE, 10), 5, 2, stream);

        // Then
        assertThat(offsets(kept)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void surpriseIsOneGroupWhereThereAreNoClassesAndTheOlderOfTwoThatSurprisedAlikeStays() {
        // Given
        List<StoredRecord> stream = records(40, record -> record, record -> record < 10 ? 1 : 0.5 + record % 2 / 2.0);

        // When
        ReplayBuffer kept = offered(Task.REGRESSION, spec(SURPRISE, 10), 5, 0, stream);

        // Then
        assertThat(offsets(kept)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 11L);
    }

    @Test
    void sharesBecomeSmallerWhenALabelIsAppended() {
        // Given
        ReplaySpec spec = spec(BALANCED, 12);
        ReplayBuffer two = offered(spec, 5, 2, records(100, record -> record % 2, record -> 0));
        ReplayKeeper keeper = new ReplayKeeper(two, spec, Task.CLASSIFICATION, 3, 5);

        // When
        records(9, record -> 2, record -> 0).forEach(keeper::offer);

        // Then
        assertThat(classes(two)).isEqualTo(Map.of(0, 6L, 1, 6L));
        assertThat(classes(keeper.kept())).isEqualTo(Map.of(0, 4L, 1, 4L, 2, 4L));
        assertThat(two.records()).containsAll(keeper.kept().records().subList(0, 8));
    }

    @Test
    void noRecordEntersThatWouldTakeTheBufferBeyondItsBytes() {
        // Given: three of 20 MiB fit, a fourth does not
        int tokens = 5 << 20;
        List<StoredRecord> large = IntStream.rangeClosed(1, 4)
                .mapToObj(offset -> new StoredRecord(new int[tokens], tokens, 0, offset, 0, 0, 0))
                .toList();

        // When
        ReplayBuffer kept = offered(spec(RESERVOIR, 100), 5, 2, large);

        // Then
        assertThat(offsets(kept)).containsExactly(1L, 2L, 3L);
        assertThat(kept.bytes()).isLessThanOrEqualTo(ReplaySpec.MOST_BYTES);
    }

    @Test
    void namesTheRuleThatThereIsNot() {
        // When / Then
        assertThatThrownBy(() -> KeepingRule.of("all"))
                .hasMessage("keep is all, expected one of [reservoir, surprise, balanced]");
    }

    static ReplaySpec spec(KeepingRule keep, int size) {
        return new ReplaySpec(0.25, size, keep, ReplaySpec.AGELESS);
    }

    static ReplayBuffer offered(ReplaySpec spec, long seed, int labels, List<StoredRecord> records) {
        return offered(Task.CLASSIFICATION, spec, seed, labels, records);
    }

    private static ReplayBuffer offered(Task task, ReplaySpec spec, long seed, int labels, List<StoredRecord> records) {
        ReplayKeeper keeper = new ReplayKeeper(ReplayBuffer.EMPTY, spec, task, labels, seed);
        records.forEach(keeper::offer);
        return keeper.kept();
    }

    /** Records of the offsets 1 to {@code count}. */
    static List<StoredRecord> records(int count, IntToDoubleFunction target, IntToDoubleFunction surprise) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(t ->
                        new StoredRecord(new int[] {t}, 1, target.applyAsDouble(t), t, 0, t, surprise.applyAsDouble(t)))
                .toList();
    }

    private static List<Long> offsets(ReplayBuffer buffer) {
        return buffer.records().stream().map(StoredRecord::offset).toList();
    }

    private static Map<Integer, Long> classes(ReplayBuffer buffer) {
        return buffer.records().stream()
                .collect(Collectors.groupingBy(record -> (int) record.target(), Collectors.counting()));
    }
}
