package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.Batches;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.KeptState;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.ReplayedRecord;
import sharelora.schemas.StepStatus;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What explain and verify make of records that were learned again: two of the first batch, of which one twice. */
class ReplayedIT {

    private static final String JOB = "again";
    private static final String BROKEN = "broken";
    private static final String BATCHES = Topics.tokenBatches(Batches.STREAM).name();

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void learn() {
        List<Outgoing<?>> records = new ArrayList<>();
        records.add(step(JOB, 1, StepStatus.LEARNED));
        records.add(step(JOB, 2, StepStatus.LEARNED, new ReplayedRecord(0L, 2)));
        records.add(step(JOB, 3, StepStatus.LEARNED, new ReplayedRecord(0L, 0), new ReplayedRecord(0L, 2)));
        records.add(step(BROKEN, 1, StepStatus.SKIPPED));
        records.add(step(BROKEN, 2, StepStatus.LEARNED, new ReplayedRecord(0L, 1), new ReplayedRecord(1L, 3)));
        records.add(step(BROKEN, 3, StepStatus.LEARNED, new ReplayedRecord(7L, 0)));
        installation = ThreeBatches.with(folder, records);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void explainsWhichRecordsWereReplayedAndWhen() {
        // Given
        Checkpoint checkpoint = Checkpoints.checkpoint(JOB, 3, "id")
                .setLearnedFrom(List.of(new OffsetRange(BATCHES, 0, 0L, 3L)))
                .build();

        // When
        List<String> lines = Explanation.of(installation.kafka(), checkpoint, RecordPlace.START, 100).records().stream()
                .map(Explanation.Learned::line)
                .toList();

        // Then
        assertThat(lines).hasSize(12);
        assertThat(lines.get(0)).endsWith("  replayed 1 time, last at step 3");
        assertThat(lines.get(2)).endsWith("  replayed 2 times, last at step 3");
        assertThat(lines).filteredOn(line -> line.contains("replayed")).hasSize(2);
    }

    @Test
    void findsNothingWrongWhereAnEarlierStepLearnedWhatWasReplayed() {
        // When / Then
        assertThat(wrong(JOB)).isEmpty();
    }

    @Test
    void findsReplayedRecordsThatNoEarlierStepLearned() {
        // When / Then
        assertThat(wrong(BROKEN))
                .containsExactlyInAnyOrder(
                        "step 2 replays the record 0:1, which no earlier step has learned",
                        "step 2 replays the record 1:3, which no earlier step has learned",
                        "step 3 replays the record 7:0, whose token batch is no step");
    }

    private static List<String> wrong(String job) {
        AuditFindings findings = new AuditFindings();
        KeptState newest = new KeptState(3L, "hash", 1L, 3L, true, false);
        AdapterSnapshot manifest = AdapterSnapshot.newBuilder(Manifests.manifest(job, newest))
                .setStream(Batches.STREAM)
                .build();
        new StepsAudit(installation.kafka(), manifest, Steps.read(installation.kafka(), job, 3), findings).replayed();
        return findings.wrong();
    }

    private static Outgoing<?> step(String job, long step, StepStatus status, ReplayedRecord... replayed) {
        return Outgoing.of(
                Topics.TRAIN_STEPS,
                job,
                TrainStep.newBuilder()
                        .setJobId(job)
                        .setStep(step)
                        .setOffset(step - 1)
                        .setStatus(status)
                        .setRecords(4)
                        .setTokens(1)
                        .setLoss(1)
                        .setCorrect(0)
                        .setGradientNorm(1)
                        .setLearningRate(1)
                        .setSeconds(1)
                        .setLearnedAt(Instant.EPOCH)
                        .setReplayed(List.of(replayed))
                        .build());
    }
}
