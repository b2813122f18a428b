package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.Batches;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Drift;
import sharelora.schemas.KeptState;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * What explain and verify make of a job that held its second batch back and noticed a change at its third, and of one that
 * says the same with neither letters nor event.
 */
class HeldBackIT {

    private static final String JOB = "careful";
    private static final String SILENT = "silent";
    private static final String LOUD = "loud";
    private static final String BATCHES = Topics.tokenBatches(Batches.STREAM).name();

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void learn() {
        List<Outgoing<?>> records = new ArrayList<>();
        for (String job : List.of(JOB, SILENT, LOUD)) {
            records.add(step(job, 1, null, null));
            records.add(step(job, 2, job.equals(LOUD) ? null : "loss", null));
            records.add(step(job, 3, null, job.equals(LOUD) ? null : "adwin"));
        }
        for (String job : List.of(JOB, LOUD)) {
            IntStream.range(0, 4).forEach(place -> records.add(letter(job, place)));
            records.add(event(job));
        }
        installation = ThreeBatches.with(folder, records);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void explainsWhichRecordsWereNotLearned() {
        // Given
        Checkpoint checkpoint = Checkpoints.checkpoint(JOB, 3, "id")
                .setStream(Batches.STREAM)
                .setLearnedFrom(List.of(new OffsetRange(BATCHES, 0, 0L, 1L), new OffsetRange(BATCHES, 0, 2L, 3L)))
                .build();

        // When
        Explanation.Page page = Explanation.of(installation.kafka(), checkpoint, RecordPlace.START, 100);

        // Then
        assertThat(page.records()).hasSize(12);
        assertThat(page.records())
                .filteredOn(record -> record.notLearned().isPresent())
                .hasSize(4)
                .allSatisfy(record -> assertThat(record.place().offset()).isEqualTo(1))
                .allSatisfy(record -> assertThat(record.line())
                        .endsWith("  NOT LEARNED: its batch was held back, an outlier by its loss"));
    }

    @Test
    void findsNothingWrongWhereLettersAndEventSayWhatTheStepsSay() {
        // When / Then
        assertThat(wrong(JOB)).isEmpty();
    }

    @Test
    void findsABatchThatWasHeldBackWithoutLettersAndAChangeWithoutItsEvent() {
        // When / Then
        assertThat(wrong(SILENT))
                .containsExactlyInAnyOrder(
                        "step 2 learned nothing, and 4 of its 4 records are no dead letters `outlier`",
                        "step 3 showed a change by adwin, and no event tells it");
    }

    @Test
    void findsLettersAndAnEventThatNoStepTellsOf() {
        // When / Then
        assertThat(wrong(LOUD))
                .hasSize(5)
                .contains("event loud/3 tells a change by adwin at offset 2, and the step tells of none")
                .filteredOn(line -> line.endsWith("is a dead letter `outlier`, and no step held its batch back"))
                .hasSize(4);
    }

    private static List<String> wrong(String job) {
        AuditFindings findings = new AuditFindings();
        KeptState newest = new KeptState(3L, "hash", 1L, 3L, true, false);
        AdapterSnapshot manifest = AdapterSnapshot.newBuilder(Manifests.manifest(job, newest))
                .setStream(Batches.STREAM)
                .setTakenAt(Instant.now())
                .build();
        Steps steps = Steps.read(installation.kafka(), job, 3);
        new StepsAudit(installation.kafka(), manifest, steps, findings).batches();
        new ChangesAudit(installation.kafka(), manifest, steps, findings).check();
        return findings.wrong();
    }

    private static Outgoing<?> step(String job, long step, String outlier, String drift) {
        return Outgoing.of(
                Topics.TRAIN_STEPS,
                job,
                TrainStep.newBuilder()
                        .setJobId(job)
                        .setStep(step)
                        .setOffset(step - 1)
                        .setStatus(outlier == null ? StepStatus.LEARNED : StepStatus.SKIPPED)
                        .setRecords(4)
                        .setTokens(1)
                        .setLoss(1)
                        .setCorrect(0)
                        .setGradientNorm(1)
                        .setLearningRate(1)
                        .setOutlier(outlier)
                        .setDrift(drift)
                        .setSeconds(1)
                        .setLearnedAt(Instant.EPOCH)
                        .build());
    }

    private static Outgoing<?> letter(String job, int place) {
        TokenBatch batch = Batches.batch(1);
        return DeadLetters.of("trainer")
                .forStream(Batches.STREAM)
                .forJob(job)
                .letter(batch.getSources().get(place), batch.getExampleIds().get(place), "outlier", "found");
    }

    private static Outgoing<?> event(String job) {
        return Outgoing.of(
                Topics.DRIFT,
                job,
                Drift.newBuilder()
                        .setDriftId(job + "/3")
                        .setJobId(job)
                        .setStream(Batches.STREAM)
                        .setStep(3)
                        .setOffset(2)
                        .setNoticedBy("adwin")
                        .setFigure("loss")
                        .setBefore(1)
                        .setAfter(2)
                        .setAction("tell")
                        .setBatchAt(Instant.EPOCH)
                        .build());
    }
}
