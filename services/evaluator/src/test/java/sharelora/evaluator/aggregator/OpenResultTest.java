package sharelora.evaluator.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sharelora.evaluator.aggregator.AggregatorBench.DEADLINE;
import static sharelora.evaluator.aggregator.AggregatorBench.failed;
import static sharelora.evaluator.aggregator.AggregatorBench.measured;
import static sharelora.evaluator.aggregator.AggregatorBench.task;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;

class OpenResultTest {

    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 2, false", "1, 1, true", "3, 3, true", "3, 4, false", "3, 0, false", "-1, 1, false"})
    void aSliceHasAShardAtLeastAndNoneWithoutARecord(int records, int shards, boolean possible) {
        // Given
        EvalTask task = EvalTask.newBuilder(task(50, 0))
                .setRecords(records)
                .setShards(shards)
                .build();

        // When / Then
        if (possible) {
            assertThatCode(() -> new OpenResult(task)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> new OpenResult(task))
                    .hasMessage(shards + " shards on " + records + " records, expected one for each at most");
        }
    }

    @Test
    void itIsOverAtTheLatestDeadlineThatItWasAskedWith() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        EvalTask later = EvalTask.newBuilder(task(50, 1))
                .setDeadlineAt(Instant.ofEpochMilli(DEADLINE + 10))
                .build();

        // When
        open.asked(later);
        open.asked(task(50, 2));

        // Then
        assertThat(open.isOver(DEADLINE + 9)).isFalse();
        assertThat(open.isOver(DEADLINE + 10)).isTrue();
    }

    @Test
    void itGoesBackToTheOldestOfItsShardsHoweverTheyCame() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        assertThat(open.firstOffset()).isEqualTo(Long.MAX_VALUE);

        // When
        open.add(measured(task(50, 1)), 12);
        open.add(measured(task(50, 0)), 7);
        open.add(measured(task(50, 2)), 9);

        // Then
        assertThat(open.firstOffset()).isEqualTo(7);
        assertThat(open.outstanding()).isZero();
        assertThat(open.isAnswered()).isTrue();
        assertThat(open.n()).isEqualTo(10);
        assertThat(open.failure()).isEmpty();
    }

    @Test
    void theFirstOfTwoMeasuredShardsCounts() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        EvalShard first = measured(task(50, 0));
        EvalShard second = EvalShard.newBuilder(first).setEngine("another").build();

        // When
        open.add(first, 1);
        open.add(second, 2);
        open.add(failed(task(50, 0), "base-missing: gone"), 3);

        // Then
        assertThat(open.measured()).containsExactly(first);
    }

    @ParameterizedTest
    @CsvSource({"3, 4, 10", "-1, 3, 10", "3, 3, 10", "0, 3, 9"})
    void aShardOfAnotherCutDoesNotFit(int shard, int shards, int records) {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        EvalTask other = EvalTask.newBuilder(task(50, 0))
                .setShard(shard)
                .setShards(shards)
                .setRecords(records)
                .build();

        // When / Then
        assertThatThrownBy(() -> open.add(failed(other, "no base"), 1))
                .hasMessage("shard %d of %d on %d records, expected one of 3 on 10", shard, shards, records);
        assertThat(open.outstanding()).isEqualTo(3);
    }

    @Test
    void theLastShardFits() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));

        // When
        open.add(measured(task(50, 2)), 1);

        // Then
        assertThat(open.n()).isEqualTo(2);
        assertThat(open.failure())
                .contains("shard 0 of 3: no answer before the deadline; shard 1 of 3: no answer before the deadline");
    }

    @Test
    void aShardThatNobodyAnsweredDoesNotFit() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        EvalShard silent = EvalShard.newBuilder(measured(task(50, 0)))
                .setMeasurements(List.of())
                .build();

        // When / Then
        assertThatThrownBy(() -> open.add(silent, 1))
                .hasMessage("shard 0 has 4 targets and [] predictions, expected 4 each");
    }

    @Test
    void scoresAndAskedTokensOfAnotherNumberOfRecordsDoNotFit() {
        // Given
        OpenResult open = new OpenResult(task(50, 0));
        EvalShard whole = measured(task(50, 0));

        // When / Then
        assertThatThrownBy(() -> open.add(
                        EvalShard.newBuilder(whole)
                                .setScores(Collections.nCopies(3, 0.5))
                                .build(),
                        1))
                .hasMessageStartingWith("shard 0 has 4 targets");
        assertThatThrownBy(() -> open.add(
                        EvalShard.newBuilder(whole)
                                .setAsked(Collections.nCopies(5, 1))
                                .build(),
                        1))
                .hasMessageStartingWith("shard 0 has 4 targets");
    }
}
