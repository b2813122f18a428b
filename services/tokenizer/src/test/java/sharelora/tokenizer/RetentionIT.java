package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Records that are deleted before the tokenizer has read them are counted and told, and the others are learned once. */
class RetentionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Stream STREAM = Stream.newBuilder(Streams.stream(Streams.rule(7, 1_000, 1, 100), 20))
            .setInput(null)
            .build();

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestInstallation installation;

    @BeforeEach
    void start() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        PublishedTokenizer base = PublishedTokenizer.publish(blobs, folder.resolve("tiny"));
        installation = TestInstallation.start(folder, blobs);
        installation.createStream(Streams.NAME);
        installation.write(List.of(
                Outgoing.of(Topics.STREAMS, Streams.NAME, base.in(STREAM)),
                Outgoing.of(
                        Topics.JOBS,
                        "job",
                        TrainingJobs.job("job")
                                .setStream(Streams.NAME)
                                .setBaseSha256(base.sha256())
                                .build())));
    }

    @AfterEach
    void stop() {
        settled(vertx.close());
        installation.close();
    }

    @Test
    void tellsEveryRecordThatWasDeletedAheadOfAStoppedTokenizer() {
        // Given
        feed(0, 40);
        tokenizeAll();
        feed(40, 300);
        long deleted = deleteUnread();

        // When
        String metrics = tokenizeAll();

        // Then
        List<DeadLetter> letters = installation.read(Topics.DEAD_LETTERS);
        assertThat(deleted).isPositive();
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.getStage()).isEqualTo("tokenizer");
            assertThat(letter.getStream()).isEqualTo(Streams.NAME);
            assertThat(letter.getReason()).isEqualTo("lost-to-retention");
            assertThat(letter.getValue()).isNull();
        });
        assertThat(letters.stream()
                        .mapToLong(letter ->
                                letter.getToOffset() - letter.getSource().getOffset())
                        .sum())
                .isEqualTo(deleted);
        assertThat(ids()).hasSize(300 - (int) deleted).doesNotHaveDuplicates();
        assertThat(gapsOfBatches()).isEqualTo(deleted);
        assertThat(metrics)
                .contains("sharelora_records_lost_to_retention_total{stage=\"tokenizer tickets\",topic=\""
                        + Topics.examples(Streams.NAME).name() + "\"} " + (double) deleted);
    }

    @Test
    void tellsNothingWhereOnlyWhatWasReadIsDeleted() {
        // Given
        feed(0, 40);
        tokenizeAll();
        long deleted = deleteUnread();
        feed(40, 60);

        // When
        tokenizeAll();

        // Then
        assertThat(deleted).isZero();
        assertThat(installation.read(Topics.DEAD_LETTERS)).isEmpty();
        assertThat(ids()).hasSize(60).doesNotHaveDuplicates();
    }

    /** Offsets that training batches tell as removed: lineage leaves them out. */
    private long gapsOfBatches() {
        return installation.read(Topics.tokenBatches(Streams.NAME)).stream()
                .flatMap(batch -> batch.getGaps().stream())
                .mapToLong(gap -> gap.getTo() - gap.getFrom())
                .sum();
    }

    /** Starts a tokenizer, has it take all there is, and stops it; what it shows at the end. */
    private String tokenizeAll() {
        Platform platform = installation.platform();
        TokenizerVerticle tokenizer = new TokenizerVerticle(TokenizerConfig.standard(), platform);
        String deployment = settled(StageDeployment.deploy(vertx, "tokenizer", tokenizer));
        await().atMost(PATIENCE).until(() -> platform.health().ready().up());
        settled(tokenizer.drain());
        String shown = platform.metrics().exposition();
        settled(vertx.undeploy(deployment));
        return shown;
    }

    /** Deletes all but the last record of every partition; how many of them nobody had read. */
    private long deleteUnread() {
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        long unread = 0;
        try (TopicAdmin topics = TopicAdmin.open(installation.kafka())) {
            var read = topics.committed("sharelora.tokenizer." + Streams.NAME);
            for (var end :
                    topics.endOffsets(Topics.examples(Streams.NAME).name()).entrySet()) {
                long before = end.getValue() - 1;
                var place = end.getKey();
                deletions.put(
                        new TopicPartition(place.topic(), place.partition()), RecordsToDelete.beforeOffset(before));
                unread += Math.max(0, before - read.get(place));
            }
        }
        try (Admin admin = Admin.create(Map.copyOf(installation.kafka().properties()))) {
            admin.deleteRecords(deletions).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return unread;
    }

    private void feed(int from, int to) {
        installation.write(IntStream.range(from, to)
                .mapToObj(i -> Outgoing.of(
                        Topics.examples(Streams.NAME),
                        Integer.toString(i),
                        Example.newBuilder()
                                .setId(Integer.toString(i))
                                .setText("a stream of record number " + i)
                                .setLabel("a")
                                .build()))
                .toList());
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        installation.read(Topics.tokenBatches(Streams.NAME)).forEach(batch -> ids.addAll(batch.getExampleIds()));
        installation.read(Topics.evalBatches(Streams.NAME)).forEach(batch -> ids.addAll(batch.getExampleIds()));
        return ids;
    }

    private static <T> T settled(Future<T> future) {
        await().atMost(PATIENCE).until(future::isComplete);
        assertThat(future.succeeded()).as("%s", future.cause()).isTrue();
        return future.result();
    }
}
