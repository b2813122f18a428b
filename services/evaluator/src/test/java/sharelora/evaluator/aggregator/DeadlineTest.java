package sharelora.evaluator.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static sharelora.evaluator.aggregator.AggregatorBench.DEADLINE;
import static sharelora.evaluator.aggregator.AggregatorBench.inOrder;
import static sharelora.evaluator.aggregator.AggregatorBench.measured;
import static sharelora.evaluator.aggregator.AggregatorBench.task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Metric;

class DeadlineTest {

    private final AggregatorBench bench = new AggregatorBench();

    @Test
    void publishesWhatThereIsAtTheDeadline() {
        // Given
        asked(50);
        bench.answered(measured(task(50, 1)));
        bench.tick(DEADLINE - 1);
        assertThat(bench.results).isEmpty();
        assertThat(bench.outstanding()).isEqualTo(2);

        // When
        bench.tick(DEADLINE);

        // Then
        EvalResult result = bench.results.getFirst();
        assertThat(result.getStatus()).isEqualTo(EvalStatus.PARTIAL);
        assertThat(result.getN()).isEqualTo(4);
        assertThat(result.getOf()).isEqualTo(10);
        assertThat(result.getMetrics()).extracting(Metric::getN).containsOnly(4);
        assertThat(result.getFailure())
                .isEqualTo("shard 0 of 3: no answer before the deadline; shard 2 of 3: no answer before the deadline");
        assertThat(bench.outstanding()).isZero();
        assertThat(bench.committed()).isEqualTo(1);
    }

    @Test
    void failsAtTheDeadlineWhereNobodyAnswered() {
        // Given
        asked(50);
        bench.tick(0);

        // When
        bench.tick(DEADLINE);

        // Then
        EvalResult result = bench.results.getFirst();
        assertThat(result.getStatus()).isEqualTo(EvalStatus.FAILED);
        assertThat(result.getN()).isZero();
        assertThat(result.getMetrics()).isEmpty();
        assertThat(result.getFailure()).contains("shard 1 of 3: no answer before the deadline");
    }

    @Test
    void givesNobodyUpForBeingReadLate() {
        // Given
        asked(50);
        for (int shard = 0; shard < AggregatorBench.SHARDS; shard++) {
            bench.written(measured(task(50, shard)));
        }

        // When
        bench.tick(DEADLINE + 1);
        for (int offset = 0; offset < AggregatorBench.SHARDS; offset++) {
            bench.accept(offset);
        }

        // Then
        assertThat(bench.results).containsExactly(inOrder(50));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void laterCompletionHasTheSameIdAndTheNextRevision(boolean restarted) {
        // Given
        asked(50);
        bench.answered(measured(task(50, 0)));
        bench.answered(measured(task(50, 1)));
        bench.tick(DEADLINE);
        if (restarted) {
            bench.restart();
        }

        // When
        bench.answered(measured(task(50, 2)));

        // Then
        assertThat(bench.results)
                .extracting(EvalResult::getResultId, EvalResult::getRevision, EvalResult::getStatus)
                .containsExactly(
                        tuple("checkpoint-50/suite", 1, EvalStatus.PARTIAL),
                        tuple("checkpoint-50/suite", 2, EvalStatus.COMPLETE));
        assertThat(bench.results.getLast())
                .isEqualTo(EvalResult.newBuilder(inOrder(50)).setRevision(2).build());
    }

    @Test
    void saysNothingAgainThatIsNoNews() {
        // Given
        asked(50);
        bench.answered(measured(task(50, 0)));
        bench.tick(DEADLINE);

        // When
        bench.answered(measured(task(50, 0)));
        bench.tick(DEADLINE + 1);

        // Then
        assertThat(bench.results).hasSize(1);
        assertThat(bench.committed()).isEqualTo(2);
    }

    @Test
    void restartDoesNotPublishOldDeadlinesAgain() {
        // Given
        asked(50);
        asked(60);
        bench.answered(measured(task(50, 0)));
        bench.tick(DEADLINE);

        // When
        bench.restart();
        bench.tick(DEADLINE + 1);

        // Then
        assertThat(bench.results)
                .extracting(EvalResult::getStep, EvalResult::getStatus)
                .containsExactlyInAnyOrder(tuple(50L, EvalStatus.PARTIAL), tuple(60L, EvalStatus.FAILED));
    }

    private void asked(long step) {
        for (int shard = 0; shard < AggregatorBench.SHARDS; shard++) {
            bench.asked(task(step, shard));
        }
    }
}
