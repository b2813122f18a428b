package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.Batches;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.host.Platform;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;
import sharelora.schemas.TrainingSettings;

/** A trainer follows the jobs that are submitted. */
class TrainerVerticleIT {

    private static final String STANDS = "sharelora_jobs_standing_still{job=";

    private final TrainerTestBed bed = TrainerTestBed.shared();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await().atMost(TrainerTestBed.PATIENCE).until(vertx.close()::isComplete);
    }

    @Test
    void trainsAJobThatIsSubmittedLaterAndDrainsIt() {
        TrainerVerticle trainer = deployed(Optional.of("late"));
        bed.createStream("late");
        bed.write("late", 0, 12);

        submit("late", JobState.RUNNING);

        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(trainer) == 12);
        await().atMost(TrainerTestBed.PATIENCE).until(trainer.drain()::succeeded);
        assertThat(trainer.figures()).singleElement().satisfies(figures -> {
            assertThat(figures.jobId()).isEqualTo("late");
            assertThat(figures.lag()).isZero();
            assertThat(figures.trainableParameters()).isEqualTo(192);
            assertThat(figures.ended()).isTrue();
            assertThat(figures.checkpointStep()).isEqualTo(12);
            assertThat(figures.stateSha256())
                    .isEqualTo(bed.manifest("late").getNewest().getSha256());
            assertThat(figures.accuracy()).isBetween(0.0, 1.0);
        });
        await().atMost(TrainerTestBed.PATIENCE).until(() -> trainer.idle().isPositive());
        assertThat(bed.platform.metrics().exposition()).contains("sharelora_trainer_step{job=\"late\"} 12.0");
    }

    @Test
    void stopsWhereAJobIsPausedAndEndsWithTheSameBitsWhereItGoesOn() throws Exception {
        bed.createStream("paused");
        bed.write("paused", 0, 3);
        submit("paused", JobState.RUNNING);
        TrainerVerticle trainer = deployed(Optional.of("paused"));
        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(trainer) == 3);

        submit("paused", JobState.PAUSED);

        await().atMost(TrainerTestBed.PATIENCE).until(() -> trainer.figures().isEmpty());
        assertThat(bed.manifest("paused").getStep()).isEqualTo(3);
        bed.write("paused", 3, 9);
        submit("paused", JobState.RUNNING);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(trainer) == 9);
        await().atMost(TrainerTestBed.PATIENCE).until(trainer.drain()::succeeded);
        bed.finish(bed.start("never-paused", "paused", 1));
        assertThat(bed.manifest("paused").getNewest().getSha256())
                .isEqualTo(bed.manifest("never-paused").getNewest().getSha256());
        assertThat(bed.steps("paused")).isEqualTo(bed.steps("never-paused"));
    }

    @Test
    void leavesAJobAloneForGoodWhereItIsDeleted() {
        // Given
        bed.createStream("deleted");
        bed.write("deleted", 0, 3);
        submit("deleted", JobState.RUNNING);
        TrainerVerticle trainer = deployed(Optional.of("deleted"));
        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(trainer) == 3);

        // When
        submit("deleted", JobState.DELETED);

        // Then
        await().atMost(TrainerTestBed.PATIENCE).until(() -> trainer.figures().isEmpty());
        AdapterSnapshot last = bed.manifest("deleted");
        bed.write("deleted", 3, 9);
        await().atMost(TrainerTestBed.PATIENCE).until(trainer.drain()::succeeded);
        assertThat(trainer.figures()).isEmpty();
        assertThat(bed.manifest("deleted")).isEqualTo(last);
        assertThat(reasons()).contains("job deleted is DELETED");
    }

    @Test
    void isNotReadyForAWhileWhereItWasFencedAndEndsThen() {
        bed.createStream("taken");
        bed.write("taken", 0, 3);
        submit("taken", JobState.RUNNING);
        Duration wait = Duration.ofSeconds(2);
        TrainerVerticle first =
                deployed(new TrainerConfig(Optional.of("taken"), EngineChoice.STANDARD, 1, wait, false), bed.platform);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(first) == 3);
        TrainerVerticle second = deployed(new TrainerConfig(Optional.of("taken"), 1), bed.elsewhere());
        await().atMost(TrainerTestBed.PATIENCE).until(() -> steps(second) == 3);

        bed.write("taken", 3, 30);

        await().atMost(TrainerTestBed.PATIENCE).until(() -> reasons().contains("another process has taken over"));
        assertThat(first.ended().isComplete()).isFalse();
        assertThat(first.idle()).isZero();
        assertThat(bed.platform.health().live().up()).isTrue();
        await().atMost(TrainerTestBed.PATIENCE).until(first.ended()::isComplete);
        assertThat(first.ended().cause()).isInstanceOf(FencedException.class);
        assertThat(second.ended().isComplete()).isFalse();
    }

    @Test
    void finishesAJobAtTheEndOfItsScheduleAndEndsWhereItWasStartedForThatAlone() {
        // Given
        bed.createStream("ending");
        bed.write("ending", 0, 9);
        submit(bed.job("ending", "ending")
                .setTraining(
                        TrainingSettings.newBuilder(bed.job("ending", "ending").getTraining())
                                .setSchedule("linear")
                                .setTotalSteps(6)
                                .build())
                .build());
        // When
        TrainerVerticle trainer = deployed(Optional.of("ending"));
        // Then
        await().atMost(TrainerTestBed.PATIENCE).until(trainer.ended()::succeeded);
        assertThat(bed.manifest("ending")).satisfies(manifest -> {
            assertThat(manifest.getFinished()).isTrue();
            assertThat(manifest.getStep()).isEqualTo(6);
            assertThat(manifest.getNewest().getFinal$()).isTrue();
            assertThat(manifest.getNewest().getCheckpoint()).isTrue();
        });
        assertThat(bed.steps("ending"))
                .hasSize(6)
                .last()
                .extracting(TrainStep::getLearningRate)
                .isEqualTo(1e-2 * 0.25);
        TrainerVerticle again = deployed(Optional.of("ending"));
        await().atMost(TrainerTestBed.PATIENCE).until(again.ended()::succeeded);
        assertThat(bed.steps("ending")).hasSize(6);
    }

    @Test
    void standsByForWhatAnotherTrainsAndTakesOverWhenItLeaves() {
        bed.createStream("shared");
        bed.write("shared", 0, 5);
        submit("shared", JobState.RUNNING);
        Platform others = bed.elsewhere();
        TrainerVerticle first = new TrainerVerticle(new TrainerConfig(Optional.empty(), 1), others);
        Future<String> id = vertx.deployVerticle(first);
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> steps(first) > 0 && others.health().ready().up());
        TrainerVerticle second = deployed(Optional.empty());
        await().atMost(TrainerTestBed.PATIENCE).until(() -> trains(first, "shared") != trains(second, "shared"));
        TrainerVerticle training = trains(first, "shared") ? first : second;

        await().atMost(TrainerTestBed.PATIENCE).until(vertx.undeploy(id.result())::isComplete);

        bed.write("shared", 5, 12);
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() ->
                        second.figures().stream().anyMatch(job -> job.jobId().equals("shared") && job.step() == 12));
        assertThat(training.ended().failed()).isFalse();
        assertThat(others.metrics().exposition()).doesNotContain("sharelora_trainer_step{job=\"shared\"}");
        assertThat(second.ended().isComplete()).isFalse();
    }

    @Test
    void aJobThatCannotGoOnLeavesTheOthersAlone() {
        bed.createStream("sound");
        bed.write("sound", 0, 4);
        submit(bed.job("no-base", "sound").setBaseSha256("a".repeat(64)).build());
        submit(bed.job("no-head", "sound").setHead("median").build());
        submit(bed.job("sound", "sound").build());
        Platform own = bed.elsewhere();

        TrainerVerticle trainer = deployed(new TrainerConfig(Optional.empty(), 1), own);

        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> trainer.figures().stream()
                        .anyMatch(figures -> figures.jobId().equals("sound") && figures.step() == 4));
        await().atMost(TrainerTestBed.PATIENCE)
                .untilAsserted(() -> assertThat(own.health().ready().checks().toString())
                        .contains("base tiny " + "a".repeat(64) + " is not in the blob store")
                        .contains("job no-head: head is median, expected one of"));
        await().atMost(TrainerTestBed.PATIENCE).until(() -> trainer.idle().isPositive());
        assertThat(trainer.ended().isComplete()).isFalse();

        submit(bed.job("no-base", "sound").setState(JobState.PAUSED).build());

        await().atMost(TrainerTestBed.PATIENCE)
                .untilAsserted(() ->
                        assertThat(own.health().ready().checks().toString()).doesNotContain("trainer no-base"));
    }

    @Test
    void aJobThatCouldNotGoOnIsTriedAgainByItselfAndAtOnceWhereItsRecordSaysRetry() throws IOException {
        bed.createStream("mended");
        bed.write("mended", 0, 4);
        Job job = bed.job("mended", "mended").setBase("late").build();
        submit(job);
        Platform own = bed.elsewhere();
        TrainerVerticle trainer = deployed(new TrainerConfig(Optional.empty(), 1), own);
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> own.metrics().exposition().contains(STANDS + "\"mended\",stage=\"trainer\"} 1.0"));

        bed.publishBase("late");
        submit(Job.newBuilder(job).setRetries(1).build());

        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> trainer.figures().stream()
                        .anyMatch(figures -> figures.jobId().equals("mended") && figures.step() == 4));
        assertThat(own.metrics().exposition()).doesNotContain(STANDS + "\"mended\"");
    }

    @Test
    void failsToDrainAJobThatNobodySubmitted() {
        TrainerVerticle trainer = deployed(Optional.of("nobody"));

        var drained = trainer.drain();

        await().atMost(TrainerTestBed.PATIENCE).until(drained::isComplete);
        assertThat(drained.cause())
                .isInstanceOf(FatalException.class)
                .hasMessage("job nobody is not known: expected it to be submitted");
    }

    @Test
    void endsWithTheLineThatNamesWhatTheEngineRefuses() {
        bed.createStream("refused");
        submit(bed.job("refused", "refused").setHead("median").build());

        TrainerVerticle trainer = new TrainerVerticle(new TrainerConfig(Optional.of("refused"), 1), bed.platform);
        var deployed = vertx.deployVerticle(trainer);

        await().atMost(TrainerTestBed.PATIENCE).until(deployed::isComplete);
        assertThat(deployed.cause())
                .isInstanceOf(FatalException.class)
                .hasMessage("job refused: head is median, expected one of [mean, stock, cosine, language]");
    }

    private static boolean trains(TrainerVerticle trainer, String job) {
        return trainer.figures().stream().anyMatch(figures -> figures.jobId().equals(job));
    }

    private String reasons() {
        return bed.platform.health().ready().checks().toString();
    }

    private TrainerVerticle deployed(Optional<String> job) {
        return deployed(new TrainerConfig(job, 1), bed.platform);
    }

    private TrainerVerticle deployed(TrainerConfig config, Platform platform) {
        TrainerVerticle trainer = new TrainerVerticle(config, platform);
        await().atMost(TrainerTestBed.PATIENCE).until(vertx.deployVerticle(trainer)::succeeded);
        return trainer;
    }

    private void submit(String job, JobState state) {
        submit(bed.job(job, job).setState(state).setKeep(new Keep(3, 5)).build());
    }

    private void submit(Job job) {
        Stream stream = Stream.newBuilder()
                .setName(job.getStream())
                .setBase(job.getBase())
                .setBaseSha256(job.getBaseSha256())
                .setTokenizerSha256(Batches.TOKENIZER)
                .setLabels(Batches.LABELS)
                .setMaxLength(24)
                .setBatch(new BatchRule(4, 100, 1, 500L))
                .setHoldoutPercent(0)
                .setCreatedAt(Instant.EPOCH)
                .build();
        bed.write(Outgoing.of(Topics.STREAMS, job.getStream(), stream));
        bed.write(Outgoing.of(Topics.JOBS, job.getJobId(), job));
    }

    private static long steps(TrainerVerticle trainer) {
        return trainer.figures().stream().mapToLong(JobProgress::step).sum();
    }
}
