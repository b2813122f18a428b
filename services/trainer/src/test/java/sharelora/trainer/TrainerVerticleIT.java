package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.Batches;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.metrics.Metrics;
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

    private final Ground ground = Ground.shared();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await().atMost(Ground.PATIENCE).until(vertx.close()::isComplete);
    }

    @Test
    void trainsAJobThatIsSubmittedLaterAndDrainsIt() {
        TrainerVerticle trainer = deployed(Optional.of("late"));
        ground.createStream("late");
        ground.write("late", 0, 12);

        submit("late", JobState.RUNNING);

        await().atMost(Ground.PATIENCE).until(() -> steps(trainer) == 12);
        await().atMost(Ground.PATIENCE).until(trainer.drain()::succeeded);
        assertThat(trainer.figures()).singleElement().satisfies(figures -> {
            assertThat(figures.jobId()).isEqualTo("late");
            assertThat(figures.lag()).isZero();
            assertThat(figures.trainableParameters()).isEqualTo(192);
            assertThat(figures.ended()).isTrue();
            assertThat(figures.checkpointStep()).isEqualTo(12);
            assertThat(figures.stateSha256())
                    .isEqualTo(ground.manifest("late").getNewest().getSha256());
            assertThat(figures.accuracy()).isBetween(0.0, 1.0);
        });
        await().atMost(Ground.PATIENCE).until(() -> trainer.idle().isPositive());
        assertThat(ground.platform.metrics().exposition()).contains("sharelora_trainer_step{job=\"late\"} 12.0");
    }

    @Test
    void stopsWhereAJobIsPausedAndEndsWithTheSameBitsWhereItGoesOn() throws Exception {
        ground.createStream("paused");
        ground.write("paused", 0, 3);
        submit("paused", JobState.RUNNING);
        TrainerVerticle trainer = deployed(Optional.of("paused"));
        await().atMost(Ground.PATIENCE).until(() -> steps(trainer) == 3);

        submit("paused", JobState.PAUSED);

        await().atMost(Ground.PATIENCE).until(() -> trainer.figures().isEmpty());
        assertThat(ground.manifest("paused").getStep()).isEqualTo(3);
        ground.write("paused", 3, 9);
        submit("paused", JobState.RUNNING);
        await().atMost(Ground.PATIENCE).until(() -> steps(trainer) == 9);
        await().atMost(Ground.PATIENCE).until(trainer.drain()::succeeded);
        ground.finish(ground.start("never-paused", "paused", 1));
        assertThat(ground.manifest("paused").getNewest().getSha256())
                .isEqualTo(ground.manifest("never-paused").getNewest().getSha256());
        assertThat(ground.steps("paused")).isEqualTo(ground.steps("never-paused"));
    }

    @Test
    void leavesAJobAloneForGoodWhereItIsDeleted() {
        // Given
        ground.createStream("deleted");
        ground.write("deleted", 0, 3);
        submit("deleted", JobState.RUNNING);
        TrainerVerticle trainer = deployed(Optional.of("deleted"));
        await().atMost(Ground.PATIENCE).until(() -> steps(trainer) == 3);

        // When
        submit("deleted", JobState.DELETED);

        // Then
        await().atMost(Ground.PATIENCE).until(() -> trainer.figures().isEmpty());
        AdapterSnapshot last = ground.manifest("deleted");
        ground.write("deleted", 3, 9);
        await().atMost(Ground.PATIENCE).until(trainer.drain()::succeeded);
        assertThat(trainer.figures()).isEmpty();
        assertThat(ground.manifest("deleted")).isEqualTo(last);
        assertThat(reasons()).contains("job deleted is DELETED");
    }

    @Test
    void isNotReadyForAWhileWhereItWasFencedAndEndsThen() {
        ground.createStream("taken");
        ground.write("taken", 0, 3);
        submit("taken", JobState.RUNNING);
        Duration wait = Duration.ofSeconds(2);
        TrainerVerticle first = deployed(
                new TrainerConfig(Optional.of("taken"), EngineChoice.STANDARD, 1, wait, false), ground.platform);
        await().atMost(Ground.PATIENCE).until(() -> steps(first) == 3);
        TrainerVerticle second = deployed(new TrainerConfig(Optional.of("taken"), 1), elsewhere());
        await().atMost(Ground.PATIENCE).until(() -> steps(second) == 3);

        ground.write("taken", 3, 30);

        await().atMost(Ground.PATIENCE).until(() -> reasons().contains("another process has taken over"));
        assertThat(first.ended().isComplete()).isFalse();
        assertThat(first.idle()).isZero();
        assertThat(ground.platform.health().live().up()).isTrue();
        await().atMost(Ground.PATIENCE).until(first.ended()::isComplete);
        assertThat(first.ended().cause()).isInstanceOf(FencedException.class);
        assertThat(second.ended().isComplete()).isFalse();
    }

    @Test
    void finishesAJobAtTheEndOfItsScheduleAndEndsWhereItWasStartedForThatAlone() {
        // Given
        ground.createStream("ending");
        ground.write("ending", 0, 9);
        submit(ground.job("ending", "ending")
                .setTraining(TrainingSettings.newBuilder(
                                ground.job("ending", "ending").getTraining())
                        .setSchedule("linear")
                        .setTotalSteps(6)
                        .build())
                .build());
        // When
        TrainerVerticle trainer = deployed(Optional.of("ending"));
        // Then
        await().atMost(Ground.PATIENCE).until(trainer.ended()::succeeded);
        assertThat(ground.manifest("ending")).satisfies(manifest -> {
            assertThat(manifest.getFinished()).isTrue();
            assertThat(manifest.getStep()).isEqualTo(6);
            assertThat(manifest.getNewest().getFinal$()).isTrue();
            assertThat(manifest.getNewest().getCheckpoint()).isTrue();
        });
        assertThat(ground.steps("ending"))
                .hasSize(6)
                .last()
                .extracting(TrainStep::getLearningRate)
                .isEqualTo(1e-2 * 0.25);
        TrainerVerticle again = deployed(Optional.of("ending"));
        await().atMost(Ground.PATIENCE).until(again.ended()::succeeded);
        assertThat(ground.steps("ending")).hasSize(6);
    }

    @Test
    void standsByForWhatAnotherTrainsAndTakesOverWhenItLeaves() {
        ground.createStream("shared");
        ground.write("shared", 0, 5);
        submit("shared", JobState.RUNNING);
        Platform others = elsewhere();
        TrainerVerticle first = new TrainerVerticle(new TrainerConfig(Optional.empty(), 1), others);
        Future<String> id = vertx.deployVerticle(first);
        await().atMost(Ground.PATIENCE)
                .until(() -> steps(first) > 0 && others.health().ready().up());
        TrainerVerticle second = deployed(Optional.empty());
        await().atMost(Ground.PATIENCE).until(() -> trains(first, "shared") != trains(second, "shared"));
        TrainerVerticle training = trains(first, "shared") ? first : second;

        await().atMost(Ground.PATIENCE).until(vertx.undeploy(id.result())::isComplete);

        ground.write("shared", 5, 12);
        await().atMost(Ground.PATIENCE)
                .until(() ->
                        second.figures().stream().anyMatch(job -> job.jobId().equals("shared") && job.step() == 12));
        assertThat(training.ended().failed()).isFalse();
        assertThat(others.metrics().exposition()).doesNotContain("sharelora_trainer_step{job=\"shared\"}");
        assertThat(second.ended().isComplete()).isFalse();
    }

    @Test
    void aJobThatCannotGoOnLeavesTheOthersAlone() {
        ground.createStream("sound");
        ground.write("sound", 0, 4);
        submit(ground.job("no-base", "sound").setBaseSha256("a".repeat(64)).build());
        submit(ground.job("no-head", "sound").setHead("median").build());
        submit(ground.job("sound", "sound").build());
        Platform own = elsewhere();

        TrainerVerticle trainer = deployed(new TrainerConfig(Optional.empty(), 1), own);

        await().atMost(Ground.PATIENCE)
                .until(() -> trainer.figures().stream()
                        .anyMatch(figures -> figures.jobId().equals("sound") && figures.step() == 4));
        await().atMost(Ground.PATIENCE)
                .untilAsserted(() -> assertThat(own.health().ready().checks().toString())
                        .contains("base tiny " + "a".repeat(64) + " is not in the blob store")
                        .contains("job no-head: head is median, expected one of"));
        await().atMost(Ground.PATIENCE).until(() -> trainer.idle().isPositive());
        assertThat(trainer.ended().isComplete()).isFalse();

        submit(ground.job("no-base", "sound").setState(JobState.PAUSED).build());

        await().atMost(Ground.PATIENCE)
                .untilAsserted(() ->
                        assertThat(own.health().ready().checks().toString()).doesNotContain("trainer no-base"));
    }

    @Test
    void failsToDrainAJobThatNobodySubmitted() {
        TrainerVerticle trainer = deployed(Optional.of("nobody"));

        var drained = trainer.drain();

        await().atMost(Ground.PATIENCE).until(drained::isComplete);
        assertThat(drained.cause())
                .isInstanceOf(FatalException.class)
                .hasMessage("job nobody is not known: expected it to be submitted");
    }

    @Test
    void endsWithTheLineThatNamesWhatTheEngineRefuses() {
        ground.createStream("refused");
        submit(ground.job("refused", "refused").setHead("median").build());

        TrainerVerticle trainer = new TrainerVerticle(new TrainerConfig(Optional.of("refused"), 1), ground.platform);
        var deployed = vertx.deployVerticle(trainer);

        await().atMost(Ground.PATIENCE).until(deployed::isComplete);
        assertThat(deployed.cause())
                .isInstanceOf(FatalException.class)
                .hasMessage("job refused: head is median, expected one of [mean, stock, language]");
    }

    private static boolean trains(TrainerVerticle trainer, String job) {
        return trainer.figures().stream().anyMatch(figures -> figures.jobId().equals(job));
    }

    /** As another process has it: figures and health of its own. */
    private Platform elsewhere() {
        return new Platform(ground.kafka(), ground.blobs, Metrics.create(), new Health());
    }

    private String reasons() {
        return ground.platform.health().ready().checks().toString();
    }

    private TrainerVerticle deployed(Optional<String> job) {
        return deployed(new TrainerConfig(job, 1), ground.platform);
    }

    private TrainerVerticle deployed(TrainerConfig config, Platform platform) {
        TrainerVerticle trainer = new TrainerVerticle(config, platform);
        await().atMost(Ground.PATIENCE).until(vertx.deployVerticle(trainer)::succeeded);
        return trainer;
    }

    private void submit(String job, JobState state) {
        submit(ground.job(job, job).setState(state).setKeep(new Keep(3, 5)).build());
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
        ground.write(Outgoing.of(Topics.STREAMS, job.getStream(), stream));
        ground.write(Outgoing.of(Topics.JOBS, job.getJobId(), job));
    }

    private static long steps(TrainerVerticle trainer) {
        return trainer.figures().stream().mapToLong(JobProgress::step).sum();
    }
}
