package sharelora.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;

class ReplayBufferTest {

    private static final KeepingRule RESERVOIR = KeepingRule.of("reservoir");

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.3, 1, 1.7, 4})
    void replaysTheFractionOfAllNewRecordsWhateverTheSizesOfBatches(double fraction) {
        // Given
        ReplaySpec spec = new ReplaySpec(fraction, 10, RESERVOIR, ReplaySpec.AGELESS);
        Random random = new Random(1);
        long before = 0;
        long replayed = 0;

        // When
        for (int step = 0; step < 10_000; step++) {
            int records = 1 + random.nextInt(40);
            replayed += spec.count(before, records);
            before += records;
        }

        // Then
        assertThat(replayed).isEqualTo((long) Math.floor(fraction * before));
    }

    @Test
    void drawsEachRecordOnceAtMostAndAllWhereThereAreNoMore() {
        // Given
        ReplayBuffer buffer = full(10);

        // When / Then
        assertThat(buffer.drawn(6, 3, 8)).hasSize(6).doesNotHaveDuplicates();
        assertThat(buffer.drawn(40, 3, 8)).containsExactlyInAnyOrderElementsOf(buffer.records());
        assertThat(ReplayBuffer.EMPTY.drawn(40, 3, 8)).isEmpty();
    }

    @Test
    void drawsAllRecordsEquallyOften() {
        // Given
        ReplayBuffer buffer = full(10);
        double[] drawn = new double[10];

        // When
        for (int step = 0; step < 10_000; step++) {
            buffer.drawn(3, 3, step).forEach(record -> drawn[(int) record.offset() - 1]++);
        }

        // Then: the deviation of such a count is 46
        assertThat(drawn)
                .contains(
                        new double[] {3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000},
                        within(230.0));
    }

    @Test
    void drawsTheSameAtTheSameStepAndOthersAtAnother() {
        // Given
        ReplayBuffer buffer = full(100);

        // When / Then
        assertThat(buffer.drawn(8, 3, 5)).isEqualTo(buffer.drawn(8, 3, 5));
        assertThat(buffer.drawn(8, 3, 6)).isNotEqualTo(buffer.drawn(8, 3, 5));
        assertThat(buffer.drawn(8, 4, 5)).isNotEqualTo(buffer.drawn(8, 3, 5));
    }

    @ParameterizedTest
    @CsvSource({"14, 10", "15, 10", "16, 9", "24, 1", "25, 0", "3, 10"})
    void dropsWhatIsOlderThanItsAgeByTheTimesOfBatches(long time, int left) {
        // Given: records of the times 1 to 10
        ReplaySpec spec = new ReplaySpec(1, 10, RESERVOIR, 14);
        ReplayBuffer buffer = full(10);
        BatchOrigin origin = new BatchOrigin(99, time, List.of(0));

        // When
        ReplayStep step = ReplayStep.begin(Optional.of(spec), buffer, origin, new ReplayStep.Place(5, 5), 7);

        // Then
        assertThat(step.buffer().records()).hasSize(left).allMatch(record -> time - record.time() <= 14);
        assertThat(step.buffer().seen()).isEqualTo(buffer.seen());
    }

    @Test
    void keepsAnAgelessRecordWhateverTheTime() {
        // Given
        ReplaySpec spec = new ReplaySpec(1, 10, RESERVOIR, ReplaySpec.AGELESS);

        // When / Then
        assertThat(full(10).at(Long.MAX_VALUE, spec)).isEqualTo(full(10));
        assertThat(full(10).at(-5, spec)).isEqualTo(full(10));
    }

    @Test
    void putsDrawnRecordsBehindTheBatchAndGivesThemBack() {
        // Given: pairs, with a single text among them
        PackedBatch batch = new PackedBatch(
                new int[] {1, 2, 3, 4, 5, 6},
                new int[] {0, 2, 3, 6},
                new int[] {1, 1, 2},
                new Targets.Scores(new double[] {0.5, -2, 7}));
        BatchOrigin origin = new BatchOrigin(4, 1_000, List.of(0, 2, 3));
        StoredRecord second = StoredRecord.of(batch, 1, origin, 0.1);
        StoredRecord third = StoredRecord.of(batch, 2, origin, 0.2);

        // When
        PackedBatch whole = ReplayBatch.of(batch, List.of(third, second));

        // Then
        assertThat(whole.tokenIds()).containsExactly(1, 2, 3, 4, 5, 6, 4, 5, 6, 3);
        assertThat(whole.starts()).containsExactly(0, 2, 3, 6, 9, 10);
        assertThat(whole.seconds()).containsExactly(1, 1, 2, 2, 1);
        assertThat(whole.scores()).containsExactly(0.5, -2, 7, 7, -2);
        assertThat(List.of(third.offset(), (long) third.place(), third.time())).containsExactly(4L, 3L, 1_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 10 | 5 | replay fraction is 0.0, expected a number above 0, up to 4.0",
                "4.1 | 10 | 5 | replay fraction is 4.1, expected a number above 0, up to 4.0",
                "1 | 0 | 5 | replay size is 0, expected at least 1, and at most 67108864 bytes of records",
                "1 | 2000000 | 5 | replay size is 2000000, expected at least 1, and at most 67108864 bytes of records",
                "1 | 10 | 0 | replay maxAge is 0 ms, expected at least 1"
            })
    void refusesWhatNoJobCanReplayBy(double fraction, int size, long maxAge, String complaint) {
        // When / Then
        assertThatThrownBy(() -> new ReplaySpec(fraction, size, RESERVOIR, maxAge))
                .hasMessage(complaint);
    }

    private static ReplayBuffer full(int size) {
        return KeepingRuleTest.offered(
                KeepingRuleTest.spec(RESERVOIR, size), 3, 2, KeepingRuleTest.records(size, record -> 0, record -> 0));
    }
}
