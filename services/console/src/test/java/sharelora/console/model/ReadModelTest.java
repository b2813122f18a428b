package sharelora.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TrainingJobs;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Drift;
import sharelora.schemas.Restore;
import sharelora.schemas.Topics;

class ReadModelTest {

    private static final String STEPS = Topics.TRAIN_STEPS.name();

    private final ReadModel model = new ReadModel();

    @BeforeEach
    void begin() {
        model.begins(STEPS, 0, 0);
        model.begins(Topics.JOBS.name(), 0, 0);
    }

    @Test
    void keepsFiftyThousandStepsInAtMostFiveHundredPointsThatMeanTheSame() {
        // Given
        Random random = new Random(7);
        double sum = 0;
        List<ReadModel.Told> told = new ArrayList<>();
        for (int step = 1; step <= 50_000; step++) {
            double loss = random.nextDouble();
            sum += loss;
            told.add(step(step, loss));
        }

        // When
        model.apply(told);

        // Then
        JsonNode job = model.job("tickets").orElseThrow();
        double mean = 0;
        long before = 0;
        for (JsonNode point : job.get("steps")) {
            mean += point.get("loss").asDouble() * (point.get("step").asLong() - before);
            before = point.get("step").asLong();
        }
        assertThat(job.get("steps")).hasSizeBetween(256, StepSeries.MOST);
        assertThat(before).isEqualTo(50_000);
        assertThat(mean).isCloseTo(sum, org.assertj.core.api.Assertions.within(sum * 1e-5));
        assertThat(job.get("records").asLong()).isEqualTo(500_000);
    }

    @Test
    void pointsDoNotDependOnWhatPartsTheLogWasReadIn() {
        // Given
        ReadModel other = new ReadModel();
        List<ReadModel.Told> told = new ArrayList<>();
        for (int step = 1; step <= 3_000; step++) {
            told.add(step(step, 1.0 / step));
        }

        // When
        model.apply(told);
        for (int i = 0; i < told.size(); i += 7) {
            other.apply(told.subList(Math.max(0, i - 3), Math.min(told.size(), i + 7))); // the first three twice
        }

        // Then
        assertThat(other.job("tickets").orElseThrow().get("steps"))
                .isEqualTo(model.job("tickets").orElseThrow().get("steps"));
    }

    @Test
    void tellsWhatChangedSinceAPlaceAlsoAfterItWasReadAnew() {
        // Given
        model.apply(List.of(job("tickets", 0), job("other", 1), step(1, 1.0)));
        Cursor seen = model.cursor();
        ReadModel anew = new ReadModel();
        anew.begins(STEPS, 0, 0);
        anew.begins(Topics.JOBS.name(), 0, 0);

        // When
        anew.apply(List.of(job("tickets", 0), job("other", 1), step(1, 1.0), step(2, 0.5)));

        // Then
        assertThat(anew.knowsSince(seen)).isTrue();
        assertThat(anew.since(seen).orElseThrow().get("jobs").findValuesAsText("job"))
                .containsExactly("tickets");
        assertThat(model.since(seen)).isEmpty();
    }

    @Test
    void doesNotClaimToKnowWhatRetentionTookBeforeItBegan() {
        // Given
        model.apply(List.of(step(1, 1.0)));
        Cursor seen = model.cursor();
        ReadModel later = new ReadModel();

        // When
        later.begins(STEPS, 0, 10);
        later.begins(Topics.JOBS.name(), 0, 0);

        // Then
        assertThat(later.knowsSince(seen)).isFalse();
    }

    @Test
    void tellsWhereTheStreamChangedAndWhereTheJobWentBack() {
        // Given
        Drift drift = Drift.newBuilder()
                .setDriftId("tickets/7")
                .setJobId("tickets")
                .setStream("tickets")
                .setStep(7)
                .setOffset(6)
                .setNoticedBy("adwin")
                .setFigure("loss")
                .setBefore(0.5)
                .setAfter(1.5)
                .setAction("tell")
                .setBatchAt(Instant.EPOCH)
                .build();
        Restore restore = Restore.newBuilder()
                .setVerdictId("verdict")
                .setStep(9)
                .setStateStep(5)
                .setStateSha256("hash")
                .setNextOffset(5)
                .setRecords(40)
                .setLearnedFrom(List.of())
                .setInputs(List.of())
                .build();
        AdapterSnapshot manifest = AdapterSnapshot.newBuilder(Manifests.manifest("tickets", Manifests.state(9, false)))
                .setRestores(List.of(restore))
                .build();

        // When
        model.apply(List.of(told(Topics.DRIFT.name(), 0, drift), told(Topics.ADAPTER_SNAPSHOTS.name(), 0, manifest)));

        // Then
        JsonNode job = model.job("tickets").orElseThrow();
        assertThat(job.at("/drifts/0/step").asLong()).isEqualTo(7);
        assertThat(job.at("/drifts/0/noticedBy").asText()).isEqualTo("adwin");
        assertThat(job.at("/restores/0/step").asLong()).isEqualTo(9);
        assertThat(job.at("/restores/0/stateStep").asLong()).isEqualTo(5);
    }

    private static ReadModel.Told step(long step, double loss) {
        return told(STEPS, step - 1, Steps.step("tickets", step, loss));
    }

    private static ReadModel.Told job(String id, long offset) {
        return told(Topics.JOBS.name(), offset, TrainingJobs.job(id).build());
    }

    private static ReadModel.Told told(String topic, long offset, SpecificRecord value) {
        return new ReadModel.Told(topic, 0, offset, "", value);
    }
}
