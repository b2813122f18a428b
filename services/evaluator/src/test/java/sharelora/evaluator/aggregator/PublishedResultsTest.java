package sharelora.evaluator.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;

class PublishedResultsTest {

    private static final String ID = "checkpoint-50/suite";

    private final PublishedResults published = new PublishedResults();

    @Test
    void theFirstResultIsNewsEvenWithoutAnyRecord() {
        assertThat(published.isPublished(ID)).isFalse();
        assertThat(published.isComplete(ID)).isFalse();
        assertThat(published.isNews(ID, 0)).isTrue();
        assertThat(published.nextRevision(ID)).isEqualTo(1);
    }

    @Test
    void aLaterOneIsNewsWhereItHasMoreRecords() {
        // Given
        published.add(result(50, 1, 4, EvalStatus.PARTIAL));

        // When / Then
        assertThat(published.isPublished(ID)).isTrue();
        assertThat(published.isComplete(ID)).isFalse();
        assertThat(published.isNews(ID, 4)).isFalse();
        assertThat(published.isNews(ID, 5)).isTrue();
        assertThat(published.nextRevision(ID)).isEqualTo(2);
    }

    @Test
    void theHighestRevisionCountsInWhateverOrderTheyAreRead() {
        // Given
        published.add(result(50, 1, 4, EvalStatus.PARTIAL));
        published.add(result(50, 3, 10, EvalStatus.COMPLETE));

        // When
        published.add(result(50, 2, 8, EvalStatus.PARTIAL));

        // Then
        assertThat(published.isComplete(ID)).isTrue();
        assertThat(published.nextRevision(ID)).isEqualTo(4);
        assertThat(published.isNews(ID, 10)).isFalse();
    }

    @Test
    void theNewestStepIsTheLatestAndOneThatWasNotMeasuredIsNone() {
        // Given
        published.add(result(50, 1, 10, EvalStatus.COMPLETE));

        // When
        published.add(result(70, 1, 0, EvalStatus.SUPERSEDED));

        // Then
        assertThat(published.isLatest(result(49, 1, 10, EvalStatus.COMPLETE))).isFalse();
        assertThat(published.isLatest(result(50, 2, 10, EvalStatus.COMPLETE))).isTrue();
        assertThat(published.isLatest(result(60, 1, 10, EvalStatus.COMPLETE))).isTrue();
    }

    private static EvalResult result(long step, int revision, int n, EvalStatus status) {
        return EvalResult.newBuilder(AggregatorBench.inOrder(step))
                .setRevision(revision)
                .setN(n)
                .setStatus(status)
                .build();
    }
}
