package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.fixtures.Batches;
import sharelora.models.base.OpenBase;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.models.learning.Retraining;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;
import sharelora.schemas.KeptState;
import sharelora.schemas.ReplayedRecord;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;
import sharelora.schemas.TrainingSettings;

/** A job that replays is learned exactly once too: what it keeps is part of its state. */
class ReplayIT {

    private static final int BATCHES = 30;
    private static final String STREAM = "recalled";

    @TempDir
    static Path folder;

    private static final TrainerTestBed bed = TrainerTestBed.shared();
    private static String wholeSha256;

    @BeforeAll
    static void trainWithoutAPause() throws Exception {
        bed.createStream(STREAM);
        bed.write(STREAM, 0, BATCHES);
        bed.finish(bed.start(job("recalling"), 2));
        wholeSha256 = bed.manifest("recalling").getNewest().getSha256();
    }

    @Test
    void tellsWhichEarlierRecordsAStepLearnedAgainAndCountsThemInNoFigure() {
        // When
        List<TrainStep> steps = bed.steps("recalling");

        // Then
        assertThat(steps).hasSize(BATCHES).allMatch(step -> step.getRecords() == 4 && step.getAsked() == 4);
        assertThat(steps.getFirst().getReplayed()).isEmpty();
        assertThat(steps.subList(4, BATCHES))
                .allSatisfy(step -> assertThat(step.getReplayed())
                        .hasSize(2)
                        .doesNotHaveDuplicates()
                        .extracting(ReplayedRecord::getOffset)
                        .allMatch(offset -> offset < step.getOffset()));
    }

    @Test
    void endsWithTheSameBitsHoweverOftenItWasKilled() throws Exception {
        // Given
        Random random = new Random(3);
        TrainerLoop loop = bed.start(job("forgetting"), 1);
        for (int kill = 1; kill <= 3; kill++) {
            long until = Math.min(BATCHES, loop.figures().step() + 1 + random.nextInt(9));
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(TrainerTestBed.PATIENCE)
                    .until(loop::figures, now -> now.step() >= until);
            loop.abandon();
            loop.join(TrainerTestBed.PATIENCE);
            loop = bed.start(job("forgetting"), 1 + kill % 4);
        }

        // When
        bed.finish(loop);

        // Then
        assertThat(bed.manifest("forgetting").getNewest().getSha256()).isEqualTo(wholeSha256);
        assertThat(bed.steps("forgetting")).isEqualTo(bed.steps("recalling"));
    }

    @Test
    void isRebuiltFromTheLogBitForBit() {
        // Given
        List<KeptState> kept = bed.manifest("recalling").getKept().reversed();
        Retraining.Start start =
                new Retraining.Start(Batches.LABELS, kept.getFirst().getNextOffset());

        // When
        try (Retraining retraining =
                Retraining.open(bed.kafka(), bed.blobs, job("recalling"), start, EngineChoice.STANDARD, 1)) {
            retraining.to(BATCHES, step -> {});

            // Then
            assertThat(retraining.stateSha256()).isEqualTo(wholeSha256);
        }
    }

    /** The comparisons above can fail: this is the resume of a trainer that has lost what it kept. */
    @Test
    void wouldEndWithOtherBitsWhereWhatItKeptWasLost() throws Exception {
        // Given
        KeptState older = bed.manifest("recalling").getKept().stream()
                .filter(state -> state.getStep() == 20)
                .findFirst()
                .orElseThrow();
        TrainingState state = StateFile.read(bed.blobs.fetch(BlobNames.state("recalling", older)));
        TrainingState lost = new TrainingState(
                state.subject(),
                state.progress(),
                state.values(),
                state.mean(),
                state.square(),
                state.slow(),
                new ReplayBuffer(List.of(), state.replay().seen()));

        // When
        List<String> ends = List.of(learnedFrom(state), learnedFrom(lost));

        // Then
        assertThat(state.replay().records()).hasSize(10);
        assertThat(ends.get(0)).isEqualTo(wholeSha256);
        assertThat(ends.get(1)).isNotEqualTo(wholeSha256);
    }

    private static String learnedFrom(TrainingState state) {
        JobSettings job = JobSettings.of(job("recalling"));
        OpenBase base = bed.bases.base(job.base(), job.baseSha256(), job.arithmetic());
        Position place = new Position(Topics.tokenBatches(STREAM).name(), 0);
        try (LearningSession learning = new LearningSession(
                        job, state.subject(), base.model().shape(), FineTuner.resume(base.model(), state, 2), 0);
                LogReader log =
                        LogReader.open(bed.kafka(), place, state.progress().nextOffset())) {
            while (log.position() < log.endOffset()) {
                log.poll(Duration.ofMillis(100)).forEach(learning::take);
            }
            return StateFile.write(learning.state(), folder.resolve("compared.safetensors"))
                    .sha256();
        }
    }

    private static Job job(String id) {
        Job.Builder job = bed.job(id, STREAM);
        Map<String, String> options = Map.of(
                "replay.fraction", "0.5",
                "replay.size", "10",
                "replay.keep", "reservoir",
                "replay.maxAge", "86400000");
        return job.setTraining(TrainingSettings.newBuilder(job.getTraining())
                        .setOptions(options)
                        .build())
                .build();
    }
}
