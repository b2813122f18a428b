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
import sharelora.schemas.KeptState;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * What explain and verify make of records that the base could not take: of batch 0 the second record was left out, of
 * batch 1 all, and batch 2 was learned whole.
 */
class LeftOutIT {

    private static final String JOB = "a";
    private static final String BATCHES = Topics.tokenBatches(Batches.STREAM).name();
    private static final DeadLetters LETTERS =
            DeadLetters.of("trainer").forStream(Batches.STREAM).forJob(JOB);

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void learn() {
        List<Outgoing<?>> records = new ArrayList<>();
        records.add(step(1, 0, List.of(1)));
        records.add(letter(0, 1));
        IntStream.range(0, 4).forEach(place -> records.add(letter(1, place)));
        records.add(step(2, 2, List.of()));
        installation = ThreeBatches.with(folder, records);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void explainsOnlyWhatWasLearned() {
        // Given
        Checkpoint checkpoint = Checkpoints.checkpoint(JOB, 2, "id")
                .setLearnedFrom(List.of(new OffsetRange(BATCHES, 0, 0L, 3L)))
                .build();

        // When
        Explanation.Page page = Explanation.of(installation.kafka(), checkpoint, RecordPlace.START, 100);

        // Then
        assertThat(page.records())
                .extracting(Explanation.Learned::exampleId)
                .containsExactly(
                        "example-0-0",
                        "example-0-2",
                        "example-0-3",
                        "example-2-0",
                        "example-2-1",
                        "example-2-2",
                        "example-2-3");
    }

    @Test
    void findsNothingWrongWithABatchWhoseRecordsAreAllInDeadLetters() {
        // When
        List<String> wrong = wrong(JOB);

        // Then
        assertThat(wrong).isEmpty();
    }

    @Test
    void findsABatchThatIsNoStepAndInNoDeadLetterOfThatJob() {
        // When
        List<String> wrong = wrong("another");

        // Then
        assertThat(wrong).containsExactly("token batch at offset 1 is no step, and in no dead letter");
    }

    private static List<String> wrong(String lettersOf) {
        AuditFindings findings = new AuditFindings();
        KeptState newest = new KeptState(2L, "hash", 1L, 3L, true, false);
        AdapterSnapshot manifest = AdapterSnapshot.newBuilder(Manifests.manifest(lettersOf, newest))
                .setStream(Batches.STREAM)
                .build();
        Steps steps = Steps.read(installation.kafka(), JOB, 2);
        new StepsAudit(installation.kafka(), manifest, steps, findings).batches();
        return findings.wrong();
    }

    private static Outgoing<?> step(long step, long offset, List<Integer> leftOut) {
        return Outgoing.of(
                Topics.TRAIN_STEPS,
                JOB,
                TrainStep.newBuilder()
                        .setJobId(JOB)
                        .setStep(step)
                        .setOffset(offset)
                        .setStatus(StepStatus.LEARNED)
                        .setRecords(4 - leftOut.size())
                        .setTokens(1)
                        .setLoss(1)
                        .setCorrect(0)
                        .setGradientNorm(1)
                        .setLearningRate(1)
                        .setSeconds(1)
                        .setLearnedAt(Instant.EPOCH)
                        .setLeftOut(leftOut)
                        .build());
    }

    private static Outgoing<?> letter(int number, int place) {
        TokenBatch batch = Batches.batch(number);
        return LETTERS.letter(
                batch.getSources().get(place), batch.getExampleIds().get(place), "token-beyond-vocabulary", "found");
    }
}
