package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class TokenizerVerticleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGER_THAN_LINGER = Duration.ofMillis(500);
    private static final Stream STREAM = Streams.stream(Streams.rule(7, 1_000, 5, 200), 20);

    /** The user's topic, with values that are no JSON: all of it has to end as dead letters. */
    private static final Topic<Example> INPUT =
            new Topic<>(Streams.INPUT, Example.class, 2, Optional.of(Duration.ofDays(1)));

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestInstallation installation;
    private PublishedTokenizer base;

    @BeforeEach
    void start() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        base = PublishedTokenizer.publish(blobs, folder.resolve("tiny"));
        installation = TestInstallation.start(folder, blobs);
        installation.createStream(Streams.NAME);
        installation.create(List.of(INPUT));
        installation.write(List.of(Outgoing.of(Topics.STREAMS, Streams.NAME, base.in(STREAM))));
        submit(JobState.RUNNING);
    }

    @AfterEach
    void stop() {
        settled(vertx.close());
        installation.close();
    }

    @Test
    void twoTokenizersShareAStreamAndEveryExampleIsSomewhereOnce() {
        // Given
        Platform first = installation.platform();
        Platform second = installation.platform();
        TokenizerVerticle stays = new TokenizerVerticle(TokenizerConfig.standard(), first);
        TokenizerVerticle leaves = new TokenizerVerticle(TokenizerConfig.standard(), second);
        settled(StageDeployment.deploy(vertx, "stays", stays));
        String leaving = settled(StageDeployment.deploy(vertx, "leaves", leaves));
        await().atMost(PATIENCE)
                .until(() ->
                        first.health().ready().up() && second.health().ready().up());

        AtomicInteger fed = new AtomicInteger();

        // When: the second gets its share of the partitions while the first is at work, and leaves it again
        await().atMost(PATIENCE).until(() -> {
            feed(fed.get(), fed.addAndGet(100));
            return made(stays) > 0 && made(leaves) > 0;
        });
        feed(fed.get(), fed.addAndGet(200));
        settled(vertx.undeploy(leaving));
        feed(fed.get(), fed.addAndGet(203));
        await().atMost(PATIENCE).until(() -> {
            // A drain takes what its member owns; the other's partitions are handed over a heartbeat later.
            settled(stays.drain());
            return idsEverywhere().size() >= fed.get();
        });
        await().atMost(PATIENCE).until(() -> stays.idle().isPositive());

        // Then
        assertThat(idsEverywhere())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, fed.get())
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(installation.read(Topics.tokenBatches(Streams.NAME)))
                .allSatisfy(batch -> assertThat(batch.getTokenizerSha256()).isEqualTo(base.tokenizerSha256()));
    }

    @Test
    void readsNothingWhileItsOnlyJobIsPausedAndGoesOnWhenItRuns() {
        // Given
        submit(JobState.PAUSED);
        TokenizerVerticle tokenizer = new TokenizerVerticle(TokenizerConfig.standard(), installation.platform());
        settled(StageDeployment.deploy(vertx, "tokenizer", tokenizer));
        feed(0, 20);
        boolean idleAtOnce = tokenizer.counts().isEmpty() && tokenizer.idle().isPositive();

        // When
        submit(JobState.RUNNING);

        // Then
        await().atMost(PATIENCE).until(() -> made(tokenizer) > 0);
        await().atMost(PATIENCE).until(() -> {
            // A drain takes the partitions that the member owns; on a busy machine the group gives it the others later.
            settled(tokenizer.drain());
            return idsEverywhere().size() >= 20;
        });
        assertThat(idleAtOnce).isTrue();
        assertThat(idsEverywhere()).hasSize(20);
    }

    @Test
    void isIdleWithABatchTooSmallToCloseAndClosesItAtADrain() {
        // Given
        TokenizerVerticle tokenizer = new TokenizerVerticle(TokenizerConfig.standard(), installation.platform());
        settled(StageDeployment.deploy(vertx, "tokenizer", tokenizer));
        feed(1, 4);
        await().atMost(PATIENCE).until(() -> tokenizer.idle().compareTo(LONGER_THAN_LINGER) > 0);
        int sentWhileIdle = idsEverywhere().size();

        // When
        settled(tokenizer.drain());

        // Then
        assertThat(sentWhileIdle).isZero();
        assertThat(idsEverywhere()).containsExactlyInAnyOrder("1", "2", "3");
    }

    private void submit(JobState state) {
        Job job = TrainingJobs.job("job")
                .setStream(Streams.NAME)
                .setBaseSha256(base.sha256())
                .setState(state)
                .build();
        installation.write(List.of(Outgoing.of(Topics.JOBS, "job", job)));
    }

    /** Every tenth has an unknown label, every eleventh lies in the user's topic. */
    private void feed(int from, int to) {
        List<Outgoing<Example>> examples = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Example example = Example.newBuilder()
                    .setId(Integer.toString(i))
                    .setText("a stream of record number " + i)
                    .setLabel(i % 10 == 0 ? "z" : "a")
                    .build();
            examples.add(
                    Outgoing.of(i % 11 == 0 ? INPUT : Topics.examples(Streams.NAME), Integer.toString(i), example));
        }
        installation.write(examples);
    }

    private static long made(TokenizerVerticle tokenizer) {
        return tokenizer.counts().stream().mapToLong(StreamCounts::records).sum();
    }

    private List<String> idsEverywhere() {
        List<String> ids = new ArrayList<>();
        installation.read(Topics.tokenBatches(Streams.NAME)).forEach(batch -> ids.addAll(batch.getExampleIds()));
        installation.read(Topics.evalBatches(Streams.NAME)).forEach(batch -> ids.addAll(batch.getExampleIds()));
        for (DeadLetter letter : installation.read(Topics.DEAD_LETTERS)) {
            ids.add(StandardCharsets.UTF_8.decode(letter.getKey()).toString());
        }
        return ids;
    }

    private static <T> T settled(Future<T> future) {
        await().atMost(PATIENCE).until(future::isComplete);
        assertThat(future.succeeded()).as("%s", future.cause()).isTrue();
        return future.result();
    }
}
