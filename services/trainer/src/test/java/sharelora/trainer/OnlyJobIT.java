package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Batches;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Groups;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** A trainer that was started for one job can be seen. */
class OnlyJobIT {

    private final TrainerTestBed bed = TrainerTestBed.shared();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await().atMost(TrainerTestBed.PATIENCE).until(vertx.close()::isComplete);
    }

    @Test
    void isAMemberOfItsJobsGroupWhileItIsThereAndCommitsItsOffsetsAllTheSame() {
        // Given
        bed.createStream("seen");
        submit("seen");
        bed.write("seen", 0, 3);
        TrainerVerticle trainer = new TrainerVerticle(new TrainerConfig(Optional.of("seen"), 1), bed.platform);

        // When
        Future<String> deployed = vertx.deployVerticle(trainer);

        // Then
        await().atMost(TrainerTestBed.PATIENCE).until(deployed::succeeded);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> members("seen") == 1);
        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> trainer.figures().stream().anyMatch(job -> job.step() == 3));
        await().atMost(TrainerTestBed.PATIENCE).until(trainer.drain()::succeeded);
        assertThat(bed.manifest("seen").getStep()).isEqualTo(3);
        assertThat(members("seen")).isEqualTo(1);
        await().atMost(TrainerTestBed.PATIENCE).until(vertx.undeploy(deployed.result())::succeeded);
        assertThat(members("seen")).isZero();
    }

    private void submit(String job) {
        Stream stream = Stream.newBuilder()
                .setName(job)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256(Batches.TOKENIZER)
                .setLabels(Batches.LABELS)
                .setMaxLength(24)
                .setBatch(new BatchRule(4, 100, 1, 500L))
                .setHoldoutPercent(0)
                .setCreatedAt(Instant.EPOCH)
                .build();
        bed.write(Outgoing.of(Topics.STREAMS, job, stream));
        bed.write(Outgoing.of(Topics.JOBS, job, bed.job(job, job).build()));
    }

    private int members(String job) {
        try (TopicAdmin admin = TopicAdmin.open(bed.kafka())) {
            return admin.members(Groups.trainer(job));
        }
    }
}
