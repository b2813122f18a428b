package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.fixtures.Batches;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.Regression;
import sharelora.models.learning.Restores;
import sharelora.models.learning.Retraining;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;
import sharelora.schemas.Keep;
import sharelora.schemas.KeptState;
import sharelora.schemas.Restore;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;
import sharelora.schemas.TrainingSettings;
import sharelora.schemas.Verdict;

/** Jobs whose gate finds a checkpoint worse than the promoted one: they go back, or stand still, whatever kills them. */
class RestoreIT {

    private final TrainerTestBed bed = TrainerTestBed.shared();

    @Test
    void goesBackOnceAndEndsWithTheSameBitsWhereverItDies() throws Exception {
        // Given
        bed.createStream("worse");
        bed.write("worse", 0, 20);
        for (String job : List.of("calm-back", "dies-before", "dies-after")) {
            bed.finish(bed.start(job(job, "worse", "restore", 3), 1));
            regress(job, 10, 20);
        }

        // When
        back("calm-back", bed.start(job("calm-back", "worse", "restore", 3), 2));
        bed.blobs.fail(0, 1, false, () -> new IllegalStateException("killed"));
        assertThat(TrainerTestBed.failure(bed.start(job("dies-before", "worse", "restore", 3), 1)))
                .hasMessage("killed");
        assertThat(bed.manifest("dies-before").getRestores()).isEmpty();
        back("dies-before", bed.start(job("dies-before", "worse", "restore", 3), 1));
        bed.blobs.fail(0, 1, true, () -> new IllegalStateException("killed"));
        assertThat(TrainerTestBed.failure(bed.start(job("dies-after", "worse", "restore", 3), 2)))
                .hasMessage("killed");
        back("dies-after", bed.start(job("dies-after", "worse", "restore", 3), 1));
        bed.write("worse", 20, 27);
        for (String job : List.of("calm-back", "dies-before", "dies-after")) {
            bed.finish(bed.start(job(job, "worse", "restore", 3), 2));
        }

        // Then
        AdapterSnapshot end = bed.manifest("calm-back");
        Restore restore = end.getRestores().getFirst();
        assertThat(end.getRestores()).hasSize(1);
        assertThat(restore.getStep()).isEqualTo(20);
        assertThat(restore.getStateStep()).isEqualTo(10);
        assertThat(restore.getRecords()).isEqualTo(40);
        assertThat(restore.getStateSha256()).isEqualTo(state("calm-back", 10).getSha256());
        assertThat(end.getStep()).isEqualTo(27);
        assertThat(end.getRecords()).isEqualTo(68);
        for (String job : List.of("dies-before", "dies-after")) {
            assertThat(bed.manifest(job).getNewest().getSha256())
                    .as(job)
                    .isEqualTo(end.getNewest().getSha256());
            assertThat(bed.steps(job)).isEqualTo(bed.steps("calm-back"));
        }
        assertThat(bed.steps("calm-back"))
                .extracting(TrainStep::getStep)
                .hasSize(27)
                .doesNotHaveDuplicates();
        TrainingState learned = StateFile.read(bed.blobs.fetch(BlobNames.state("calm-back", end.getNewest())));
        assertThat(Restores.records(learned.progress().restores())).isEqualTo(end.getRestores());
        assertThat(learned.progress().updates()).isEqualTo(17);
        assertThat(rebuilt("calm-back", 27)).isEqualTo(end.getNewest().getSha256());
    }

    @Test
    void goesBackAgainFromAnOlderStateWhereTheNewestIsDamaged() throws Exception {
        // Given
        bed.createStream("torn");
        bed.write("torn", 0, 20);
        bed.finish(bed.start(job("torn", "torn", "restore", 3), 1));
        regress("torn", 10, 20);
        back("torn", bed.start(job("torn", "torn", "restore", 3), 1));
        KeptState newest = bed.manifest("torn").getNewest();
        Files.writeString(bed.blobFile(BlobNames.state("torn", newest)), "torn");
        bed.write("torn", 20, 23);

        // When
        bed.finish(bed.start(job("torn", "torn", "restore", 3), 1));

        // Then
        assertThat(bed.manifest("torn").getRestores()).hasSize(1);
        assertThat(bed.manifest("torn").getStep()).isEqualTo(23);
        assertThat(rebuilt("torn", 23))
                .isEqualTo(bed.manifest("torn").getNewest().getSha256());
    }

    @Test
    void standsStillAtItsLimitUntilItIsTriedAgain() throws Exception {
        // Given
        bed.createStream("limit");
        bed.write("limit", 0, 20);
        bed.finish(bed.start(job("limit", "limit", "restore", 1), 1));
        regress("limit", 10, 20);
        back("limit", bed.start(job("limit", "limit", "restore", 1), 1));
        bed.write("limit", 20, 30);
        bed.finish(bed.start(job("limit", "limit", "restore", 1), 1));
        regress("limit", 10, 30);

        // When
        bed.write("limit", 30, 33);
        TrainerLoop still = bed.start(job("limit", "limit", "restore", 1), 1);
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> bed.manifest("limit").getPause() != null);
        bed.finish(still);
        long stood = bed.manifest("limit").getStep();
        Job again = Job.newBuilder(job("limit", "limit", "restore", 1))
                .setRetries(1)
                .build();
        bed.finish(bed.start(again, 1));

        // Then
        assertThat(stood).isEqualTo(30);
        assertThat(bed.manifest("limit").getPause().getReason())
                .startsWith("it went back 1 times, as often as its limit lets it");
        assertThat(bed.manifest("limit").getRestores()).hasSize(1);
        assertThat(bed.manifest("limit").getStep()).isEqualTo(33);
    }

    @Test
    void keepsTheStateOfThePromotedCheckpointHoweverFewAreKept() throws Exception {
        // Given
        bed.createStream("spared");
        bed.write("spared", 0, 20);
        Job job = Job.newBuilder(job("spared", "spared", "restore", 3))
                .setKeep(new Keep(1, 0))
                .build();
        bed.finish(bed.start(job, 1));
        assertThat(bed.manifest("spared").getKept())
                .extracting(KeptState::getStep)
                .doesNotContain(10L);
        promote("spared", 20);
        bed.write("spared", 20, 50);

        // When
        bed.finish(bed.start(job, 1));

        // Then
        assertThat(bed.manifest("spared").getKept())
                .extracting(KeptState::getStep)
                .containsExactly(50L, 20L, 0L);
    }

    @Test
    void knowsThePromotedCheckpointHoweverManyCameSince() {
        // Given
        KeptState early = new KeptState(5L, "f".repeat(64), 100L, 5L, true, false);
        Regression.promotion("long-ago", early).forEach(bed::write);
        for (long step = 10; step < 10 + Regressions.NEWEST; step++) {
            bed.write(Outgoing.of(
                    Topics.CHECKPOINTS,
                    "long-ago",
                    Checkpoints.checkpoint("long-ago", step, "later-" + step).build()));
        }
        bed.write(Regression.verdict("long-ago", 70, 5));
        bed.write(Regression.verdict("long-ago", 60, 5));

        // When
        Regressions found = Regressions.open(bed.kafka(), "long-ago");

        // Then
        assertThat(found.promotedState()).contains("f".repeat(64));
        assertThat(found.after(5)).map(Verdict::getStep).contains(70L);
        assertThat(found.after(70)).isEmpty();
        found.close();
    }

    private void back(String job, TrainerLoop loop) throws InterruptedException {
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> !bed.manifest(job).getRestores().isEmpty());
        loop.abandon();
        loop.join(TrainerTestBed.PATIENCE);
    }

    private KeptState state(String job, long step) {
        return bed.manifest(job).getKept().stream()
                .filter(state -> state.getStep() == step)
                .findFirst()
                .orElseThrow();
    }

    private String rebuilt(String id, long step) {
        AdapterSnapshot manifest = bed.manifest(id);
        Retraining.Start start =
                new Retraining.Start(Batches.LABELS, state(id, 0).getNextOffset(), Restores.of(manifest.getRestores()));
        try (Retraining retraining = Retraining.open(
                bed.kafka(), bed.blobs, job(id, manifest.getStream(), "restore", 3), start, EngineChoice.STANDARD, 1)) {
            retraining.to(step, taken -> {});
            return retraining.stateSha256();
        }
    }

    private void promote(String job, long step) {
        Regression.promotion(job, state(job, step)).forEach(bed::write);
    }

    private void regress(String job, long promoted, long step) {
        promote(job, promoted);
        bed.write(Regression.verdict(job, step, promoted));
    }

    private Job job(String id, String stream, String action, int limit) {
        Job.Builder job = bed.job(id, stream);
        return job.setTraining(TrainingSettings.newBuilder(job.getTraining())
                        .setOptions(Map.of("onRegression.do", action, "onRegression.limit", Integer.toString(limit)))
                        .build())
                .build();
    }
}
