package sharelora.predictor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.AskedPredictor;
import sharelora.predictor.PredictorTestBed;
import sharelora.predictor.Tiny;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Groups;
import sharelora.schemas.Prediction;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Query;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/** Queries of requests that are written with their answers, by two processes. */
class CaptureIT {

    @TempDir
    private static Path folder;

    private static PredictorTestBed bed;
    private static Checkpoint checkpoint;
    private static AskedPredictor one;
    private static AskedPredictor other;

    @BeforeAll
    static void serve() {
        bed = new PredictorTestBed(folder);
        checkpoint = bed.tiny.checkpoint("one", 3);
        Checkpoint beside = bed.tiny.checkpoint("beside", 4);
        bed.submit(bed.tiny.job("one"));
        bed.submit(bed.tiny.job("beside"));
        bed.announce(checkpoint);
        bed.announce(beside);
        one = AskedPredictor.start(bed, checkpoint, beside);
        other = AskedPredictor.start(bed, checkpoint, beside);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void writesTheQueryAndWhatItAnswersAndTheTopicsReadersPassItOver() throws Exception {
        // When
        HttpResponse<String> response = capture(one, "one", "written", "w1 w2 w3");

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject json = new JsonObject(response.body());
        List<Prediction> predictions = predictions("written");
        assertThat(queries("written"))
                .containsExactly(Map.entry(
                        predictions.getFirst().getQuery(), new Query("written", "w1 w2 w3", null, null, true)));
        assertThat(predictions).extracting(Prediction::getJobId).containsExactly("one");
        assertThat(json.getString("checkpoint")).isEqualTo(checkpoint.getCheckpointId());
        assertThat(json.getString("label")).isEqualTo(predictions.getFirst().getLabel());
        assertThat(predictions.getFirst().getProbabilities())
                .allSatisfy(
                        each -> assertThat(json.getJsonObject("probabilities").getDouble(each.getLabel()))
                                .isEqualTo(each.getProbability()));
        assertThat(bed.installation.read(Topics.PREDICTIONS))
                .extracting(PublicPrediction::getQueryId)
                .contains("written");
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> (one.platform().metrics().exposition()
                                + other.platform().metrics().exposition())
                        .contains("sharelora_predictor_passed_over_total{stream=\"tickets\"}"));
        assertThat(predictions("written")).hasSize(1);
    }

    @Test
    void answersTheSameIdTheSameInAnotherProcessAndRefusesAnotherText() throws Exception {
        // Given
        HttpResponse<String> first = capture(one, "one", "same", "w5 w6");

        // When
        HttpResponse<String> again = capture(other, "one", "same", "w5 w6");
        HttpResponse<String> another = capture(other, "one", "same", "w5 w7");
        HttpResponse<String> anotherAtTheFirst = capture(one, "one", "same", "w5 w7");

        // Then
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(another.statusCode()).isEqualTo(409);
        assertThat(another.body()).contains("id: another text was captured under this id");
        assertThat(anotherAtTheFirst.statusCode()).isEqualTo(409);
        assertThat(queries("same")).hasSize(1);
        assertThat(predictions("same")).hasSize(1);
    }

    @Test
    void oneOfManyThatAskTheSameOfTwoProcessesAtOnceIsWrittenAndAllAreToldIt() {
        // Given
        List<String> ids = IntStream.range(0, 15).mapToObj(i -> "race-" + i).toList();

        // When
        Map<String, List<CompletableFuture<HttpResponse<String>>>> asked = ids.stream()
                .collect(Collectors.toMap(
                        id -> id, id -> List.of(sent(one, id), sent(other, id), sent(one, id), sent(other, id))));

        // Then
        asked.values().forEach(responses -> {
            assertThat(responses)
                    .allSatisfy(each -> assertThat(each.join().statusCode())
                            .as(each.join().body())
                            .isEqualTo(200));
            assertThat(responses.stream().map(each -> each.join().body()).distinct())
                    .hasSize(1);
        });
        assertThat(queries().stream().map(each -> each.getValue().getId()).filter(ids::contains))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(bed.predictions().stream().map(Prediction::getQueryId).filter(ids::contains))
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void anotherJobOfTheStreamAnswersTheSameQueryAndSeveralGoTogether() throws Exception {
        // Given
        capture(one, "one", "shared", "w8");

        // When
        HttpResponse<String> response = other.post(
                "/v1/jobs/beside/predictions",
                "{\"capture\": true, \"queries\": [{\"id\": \"shared\", \"text\": \"w8\"}, {\"text\": \"w9\"}]}");

        // Then
        List<JsonObject> predictions = new JsonObject(response.body())
                .getJsonArray("predictions").stream()
                        .map(JsonObject.class::cast)
                        .toList();
        assertThat(predictions).extracting(each -> each.getLong("step")).containsExactly(4L, 4L);
        assertThat(predictions.getFirst().getString("id")).isEqualTo("shared");
        assertThat(queries("shared")).hasSize(1);
        assertThat(queries(predictions.getLast().getString("id"))).hasSize(1);
        assertThat(predictions("shared")).extracting(Prediction::getJobId).containsExactlyInAnyOrder("one", "beside");
        assertThat(predictions("shared"))
                .extracting(Prediction::getQuery)
                .containsOnly(queries("shared").getFirst().getKey());
    }

    @Test
    void whatAProcessWroteThatDiedBeforeItsCommitCountsForNothing() throws Exception {
        // Given: the lock of one that has sent a query, and goes no further
        Outgoing<Query> sent =
                Outgoing.of(Topics.queries(Tiny.STREAM), "died", new Query("died", "w1", null, null, true));
        try (ExclusiveProducer dies = ExclusiveProducer.open(bed.installation.kafka(), Groups.captures(Tiny.STREAM))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> dies.commit(List.of(sent), places -> {
                        throw new IllegalStateException("died");
                    })))
                    .hasMessage("died");

            // When
            HttpResponse<String> response = capture(other, "one", "died", "w2");

            // Then
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(queries("died")).hasSize(1);
            assertThat(predictions("died")).hasSize(1);
        }
    }

    private static CompletableFuture<HttpResponse<String>> sent(AskedPredictor to, String id) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return capture(to, "one", id, "w1 " + id.replace("race-", "w"));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private static HttpResponse<String> capture(AskedPredictor to, String job, String id, String text)
            throws Exception {
        return to.post(
                "/v1/jobs/" + job + "/predictions",
                "{\"capture\": true, \"id\": \"" + id + "\", \"text\": \"" + text + "\"}");
    }

    private static List<Map.Entry<Source, Query>> queries(String id) {
        return queries().stream()
                .filter(each -> each.getValue().getId().equals(id))
                .toList();
    }

    private static List<Map.Entry<Source, Query>> queries() {
        List<Map.Entry<Source, Query>> found = new ArrayList<>();
        TopicReplay.read(
                bed.installation.kafka(),
                Topics.queries(Tiny.STREAM),
                record -> found.add(Map.entry(
                        new Source(record.topic(), record.partition(), record.offset()),
                        Codec.decode(Query.class, record.value()))));
        return found;
    }

    private static List<Prediction> predictions(String id) {
        return bed.predictions().stream()
                .filter(each -> each.getQueryId().equals(id))
                .toList();
    }
}
