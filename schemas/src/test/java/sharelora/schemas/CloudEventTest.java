package sharelora.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Instant MILLIS = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void aVerdictIsAFactOfItsJobWithItsOwnIdAndTime() {
        // Given
        Verdict verdict = Verdict.newBuilder()
                .setVerdictId("checkpoint/gate")
                .setJobId("a-job")
                .setDecision(Decision.PROMOTED)
                .setCheckpointId("checkpoint")
                .setStep(10)
                .setRules(List.of())
                .setReason("all held")
                .setResultIds(List.of())
                .setDecidedAt(NOW)
                .build();

        // When / Then
        assertThat(CloudEvent.of(verdict))
                .contains(new CloudEvent("sharelora.verdict.v1", "/jobs/a-job", "checkpoint/gate", MILLIS));
    }

    @Test
    void aPromotionHasItsVerdictsId() {
        // Given
        Promotion promotion = Promotion.newBuilder()
                .setJobId("a-job")
                .setCheckpointId("checkpoint")
                .setCheckpoint("checkpoints/checkpoint")
                .setAdapterName("a-job-10")
                .setStep(10)
                .setPinned(false)
                .setVerdictId("checkpoint/operator/3")
                .setPromotedAt(NOW)
                .build();

        // When / Then
        assertThat(CloudEvent.of(promotion))
                .contains(new CloudEvent("sharelora.promotion.v1", "/jobs/a-job", "checkpoint/operator/3", MILLIS));
    }

    @Test
    void aPredictionIsNamedByThePlaceOfItsQuery() {
        // Given
        PublicPrediction prediction = PublicPrediction.newBuilder()
                .setQueryId("q")
                .setQuery(new Source("queries", 2, 77L))
                .setStream("tickets")
                .setJobId("a-job")
                .setCheckpointId("checkpoint")
                .setAdapterName("a-job-10")
                .setStep(10)
                .setMode(PredictionMode.values()[0])
                .setTask(Task.CLASSIFICATION)
                .setTruncated(false)
                .setTime(NOW)
                .build();

        // When / Then
        assertThat(CloudEvent.of(prediction))
                .contains(new CloudEvent("sharelora.public-prediction.v1", "/jobs/a-job", "queries/2/77", MILLIS));
    }

    @Test
    void aSchemaHasNoTime() {
        assertThat(CloudEvent.of(new SchemaText("0123456789abcdef", "Verdict", "{}")))
                .contains(new CloudEvent("sharelora.schema-text.v1", "/schemas", "0123456789abcdef", Instant.EPOCH));
    }

    @Test
    void whatIsNotPublishedIsNoEvent() {
        assertThat(CloudEvent.of(new Source("in", 0, 1L))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"EvalResult, sharelora.eval-result.v1", "Drift, sharelora.drift.v1"})
    void aTypeIsTheRecordsNameInWordsAndItsVersion(String record, String type) {
        assertThat(CloudEvent.typeOf(record)).isEqualTo(type);
        assertThat(CloudEvent.dataSchema(record, "0123456789abcdef"))
                .isEqualTo("urn:sharelora:schema:" + record + ":0123456789abcdef");
    }
}
