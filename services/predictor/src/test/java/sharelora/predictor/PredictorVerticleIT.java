package sharelora.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.host.Platform;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.compute.Batching;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Prediction;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Query;
import sharelora.schemas.Serve;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class PredictorVerticleIT {

    @TempDir
    private Path folder;

    private PredictorTestBed bed;
    private Platform platform;

    @BeforeEach
    void start() {
        bed = new PredictorTestBed(folder);
        platform = bed.installation.platform();
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void everyJobOfTheStreamAnswersEachQueryOnceWithItsCheckpointAndTheQuerysTime() {
        // Given
        Checkpoint one = served("one", 3);
        Checkpoint two = served("two", 4);
        Instant asked = Instant.ofEpochMilli(1_700_000_000_123L);
        bed.ask(new Query("q", "w1 w2", "w3", asked, false), Tiny.query("long", "w1 ".repeat(40)));

        // When
        bed.start(platform);

        // Then
        List<Prediction> found = bed.predictions(4);
        assertThat(found).hasSize(4);
        assertThat(found)
                .filteredOn(each -> each.getQueryId().equals("q"))
                .extracting(Prediction::getCheckpointId)
                .containsExactlyInAnyOrder(one.getCheckpointId(), two.getCheckpointId());
        assertThat(found).allSatisfy(each -> {
            assertThat(each.getTruncated()).isEqualTo(each.getQueryId().equals("long"));
            assertThat(each.getAskedAt()).isEqualTo(each.getQueryId().equals("q") ? asked : null);
            assertThat(each.getProbabilities()).extracting(p -> p.getLabel()).containsExactlyElementsOf(Tiny.LABELS);
            assertThat(each.getProbabilities().stream()
                            .mapToDouble(p -> p.getProbability())
                            .sum())
                    .isCloseTo(1, within(1e-12));
            assertThat(each.getTime()).isEqualTo(timeOf(each));
        });
        assertThat(bed.installation.read(Topics.PREDICTIONS))
                .extracting(PublicPrediction::getJobId, PublicPrediction::getQueryId, PublicPrediction::getLabel)
                .containsExactlyInAnyOrderElementsOf(found.stream()
                        .map(each -> org.assertj.core.groups.Tuple.tuple(
                                each.getJobId(), each.getQueryId(), each.getLabel()))
                        .toList());
    }

    @Test
    void twoProcessesShareTheQueriesAndEachIsAnsweredOnceWhenOneLeaves() {
        // Given
        served("one", 3);
        PredictorVerticle leaves = bed.start(platform);
        bed.start(bed.installation.platform());
        bed.ask(0, 200);
        bed.predictions(1);

        // When
        bed.stop(leaves);
        bed.ask(200, 400);

        // Then
        bed.predictions(400);
        assertThat(bed.predictions())
                .extracting(each -> Integer.parseInt(each.getQueryId()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 400).boxed().toList());
    }

    @Test
    void saysTheSameBitsWhateverAQueryIsBatchedWith() {
        // Given
        served("one", 3);
        bed.ask(0, 60);
        PredictorVerticle together = bed.start(platform, new Batching(10_000, Duration.ofMillis(5)));
        Map<String, List<Double>> first = probabilities(bed.predictions(60));
        bed.stop(together);
        bed.ask(0, 60);

        // When: each query alone
        bed.start(bed.installation.platform(), new Batching(1, Duration.ZERO));

        // Then
        List<Prediction> all = bed.predictions(120);
        assertThat(all)
                .allSatisfy(each -> assertThat(each.getProbabilities().stream()
                                .map(p -> p.getProbability())
                                .toList())
                        .isEqualTo(first.get(each.getQueryId())));
    }

    @Test
    void buriesWhatCannotBeAnsweredWithItsReasonAndPassesOverWhatWasAnswered() {
        // Given
        served("one", 3);
        Topic<Example> wrong = new Topic<>(
                Topics.queries(Tiny.STREAM).name(), Example.class, 4, java.util.Optional.of(Duration.ofDays(1)));
        bed.installation.write(List.of(Outgoing.of(
                wrong, "x", Example.newBuilder().setId("x").setText("w1").build())));
        bed.ask(Tiny.query("empty", " \u200b"), new Query("answered", "w1", null, null, true), Tiny.query(7));

        // When
        bed.start(platform);

        // Then
        List<Prediction> found = bed.predictions(1);
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> bed.installation.read(Topics.DEAD_LETTERS).size() == 2);
        assertThat(found).extracting(Prediction::getQueryId).containsExactly("7");
        assertThat(bed.installation.read(Topics.DEAD_LETTERS))
                .allMatch(letter -> letter.getStage().equals("predictor"))
                .extracting(DeadLetter::getReason)
                .containsExactlyInAnyOrder("unreadable", "empty-text");
    }

    @Test
    void aJobWithoutACheckpointHoldsNobodyUpAndSaysSo() {
        // Given
        bed.submit(bed.tiny.job("new"));
        served("one", 3);
        bed.ask(Tiny.query(1));

        // When
        bed.start(platform);

        // Then
        assertThat(bed.predictions(1)).extracting(Prediction::getJobId).containsExactly("one");
        assertThat(platform.metrics().exposition())
                .contains("sharelora_predictor_unanswered_total{job=\"new\",stream=\"tickets\"} 1.0")
                .contains("sharelora_predictor_serving{job=\"new\",stream=\"tickets\"} 0.0");
    }

    @Test
    void servesThePromotedCheckpointOrTheNewestAsTheJobSays() {
        // Given
        Checkpoint promoted = bed.tiny.checkpoint("gated", 3);
        bed.submit(
                Job.newBuilder(bed.tiny.job("gated")).setServe(Serve.PROMOTED).build());
        bed.announce(promoted);
        bed.announce(bed.tiny.checkpoint("gated", 9));
        bed.promote(promoted);
        bed.ask(Tiny.query(1));
        bed.start(platform);
        List<Prediction> before = bed.predictions(1);

        // When
        bed.submit(Job.newBuilder(bed.tiny.job("gated")).setServe(Serve.NEWEST).build());
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> platform.metrics().exposition().contains("adapter=\"gated-9-"));
        bed.ask(Tiny.query(2));

        // Then
        assertThat(before).extracting(Prediction::getStep).containsExactly(3L);
        assertThat(bed.predictions(2)).extracting(Prediction::getStep).containsExactlyInAnyOrder(3L, 9L);
    }

    @Test
    void keepsTheOldAdapterWhereTheNewOneIsDamagedOrOfAnotherBaseAndSaysWhy() {
        // Given
        served("one", 3);
        bed.start(platform);
        bed.ask(Tiny.query(1));
        bed.predictions(1);
        bed.announce(damaged(bed.tiny.checkpoint("one", 5)));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> PredictorTestBed.reason(platform, "predictor one").contains("SHA-256"));
        bed.ask(Tiny.query(2));
        List<Prediction> whileDamaged = bed.predictions(2);

        // When
        bed.announce(bed.tiny.ofBase("one", 6, "f".repeat(64)));

        // Then
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> PredictorTestBed.reason(platform, "predictor one").contains("the adapter is of base"));
        bed.announce(bed.tiny.checkpoint("one", 7));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> platform.metrics().exposition().contains("adapter=\"one-7-"));
        bed.ask(Tiny.query(3));
        assertThat(whileDamaged).extracting(Prediction::getStep).containsOnly(3L);
        assertThat(bed.predictions(3)).extracting(Prediction::getStep).containsExactlyInAnyOrder(3L, 3L, 7L);
        assertThat(platform.health().ready().up()).isTrue();
    }

    private Checkpoint served(String job, long step) {
        Checkpoint checkpoint = bed.tiny.checkpoint(job, step);
        bed.submit(bed.tiny.job(job));
        bed.announce(checkpoint);
        return checkpoint;
    }

    private Checkpoint damaged(Checkpoint checkpoint) {
        Path file = folder.resolve("blobs").resolve(checkpoint.getBlob()).resolve("adapter_model.safetensors");
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checkpoint;
    }

    private Instant timeOf(Prediction prediction) {
        Map<Long, Long> times = new HashMap<>();
        sharelora.platform.kafka.TopicReplay.read(bed.installation.kafka(), Topics.queries(Tiny.STREAM), record -> {
            if (record.partition() == prediction.getQuery().getPartition()) {
                times.put(record.offset(), record.timestamp());
            }
        });
        return Instant.ofEpochMilli(times.get(prediction.getQuery().getOffset()));
    }

    private static Map<String, List<Double>> probabilities(List<Prediction> predictions) {
        Set<String> ids = predictions.stream().map(Prediction::getQueryId).collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(predictions);
        return predictions.stream()
                .collect(Collectors.toMap(
                        Prediction::getQueryId,
                        each -> each.getProbabilities().stream()
                                .map(p -> p.getProbability())
                                .toList()));
    }
}
