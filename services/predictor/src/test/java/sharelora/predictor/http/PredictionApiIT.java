package sharelora.predictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.host.Platform;
import sharelora.predictor.PredictorTestBed;
import sharelora.predictor.PredictorVerticle;
import sharelora.predictor.Tiny;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Prediction;

class PredictionApiIT {

    @TempDir
    private static Path folder;

    private static PredictorTestBed bed;
    private static Checkpoint checkpoint;
    private static HttpServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void serve() {
        bed = new PredictorTestBed(folder);
        checkpoint = bed.tiny.checkpoint("one", 3);
        bed.submit(bed.tiny.job("one"));
        bed.submit(bed.tiny.job("new"));
        bed.announce(checkpoint);
        Platform platform = bed.installation.platform();
        PredictorVerticle predictor = bed.start(platform);
        server = PredictorTestBed.settled(bed.vertx()
                .createHttpServer()
                .requestHandler(predictor.api().orElseThrow())
                .listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void answersWithTheCheckpointsNameAndTheBitsOfTheTopic() throws Exception {
        // Given
        bed.ask(Tiny.query("same", "w1 w2 w3"));
        Prediction onTheTopic = bed.predictions(1).getFirst();

        // When
        HttpResponse<String> response = post("one", "{\"id\": \"x\", \"text\": \"w1 w2 w3\"}");

        // Then
        JsonObject json = new JsonObject(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json.getString("id")).isEqualTo("x");
        assertThat(json.getString("checkpoint")).isEqualTo(checkpoint.getCheckpointId());
        assertThat(json.getString("adapterName")).isEqualTo(checkpoint.getAdapterName());
        assertThat(json.getString("label")).isEqualTo(onTheTopic.getLabel());
        assertThat(onTheTopic.getProbabilities())
                .allSatisfy(
                        each -> assertThat(json.getJsonObject("probabilities").getDouble(each.getLabel()))
                                .isEqualTo(each.getProbability()));
        assertThat(json.getBoolean("truncated")).isFalse();
    }

    @Test
    void answersManyQueriesInTheirOrderAndManyRequestsAtOnceWithTheSameBits() throws Exception {
        // Given
        List<String> alone =
                IntStream.range(0, 20).mapToObj(PredictionApiIT::body).toList();
        String together = "{\"queries\": [" + String.join(",", alone) + "]}";

        // When
        List<CompletableFuture<HttpResponse<String>>> each = alone.stream()
                .map(body -> CLIENT.sendAsync(request("one", body), BodyHandlers.ofString()))
                .toList();
        HttpResponse<String> all = post("one", together);

        // Then
        List<Object> predictions =
                new JsonObject(all.body()).getJsonArray("predictions").stream().toList();
        assertThat(predictions).hasSize(20);
        for (int i = 0; i < 20; i++) {
            JsonObject one = new JsonObject(each.get(i).get().body());
            assertThat(((JsonObject) predictions.get(i)).getJsonObject("probabilities"))
                    .isEqualTo(one.getJsonObject("probabilities"));
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        assertThat(post("none", body(1)).statusCode()).isEqualTo(404);
        HttpResponse<String> waiting = post("new", body(1));
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.body()).contains("awaits its first checkpoint");
        assertThat(waiting.headers().firstValue("Retry-After")).isPresent();
        assertThat(post("one", "{\"text\": ").statusCode()).isEqualTo(400);
        assertThat(post("one", "{\"text\": \"\"}").statusCode()).isEqualTo(422);
        assertThat(post("one", "{\"text\": \"" + "w1 ".repeat(400_000) + "\"}").statusCode())
                .isEqualTo(413);
        HttpResponse<String> got =
                CLIENT.send(HttpRequest.newBuilder(uri("one")).GET().build(), BodyHandlers.ofString());
        assertThat(got.statusCode()).isEqualTo(405);
        assertThat(CLIENT.send(
                                HttpRequest.newBuilder(uri("one").resolve("/v1/none"))
                                        .GET()
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    private static String body(int i) {
        return "{\"text\": \"w" + i + " w" + i % 3 + "\"}";
    }

    private static HttpResponse<String> post(String job, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(job, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(String job, String body) {
        return HttpRequest.newBuilder(uri(job))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static URI uri(String job) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/jobs/" + job + "/predictions");
    }
}
