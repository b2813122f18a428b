package sharelora.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Prediction;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Query;
import sharelora.schemas.Task;
import sharelora.schemas.Topics;

/** Jobs that generate texts or say numbers, from topics and over HTTP, and clients that behave badly. */
class OtherTasksIT {

    private static final String PRICES = "prices";

    @TempDir
    private static Path folder;

    private static PredictorTestBed bed;
    private static AskedPredictor predictor;

    @BeforeAll
    static void serve() {
        bed = new PredictorTestBed(folder);
        TinyTeller teller = bed.teller(folder);
        bed.installation.createStream(PRICES);
        bed.installation.write(List.of(Outgoing.of(Topics.STREAMS, PRICES, bed.tiny.stream(PRICES))));
        bed.submit(teller.job("teller"));
        bed.submit(Job.newBuilder(bed.tiny.job("pricer"))
                .setStream(PRICES)
                .setTask(Task.REGRESSION)
                .build());
        Checkpoint telling = teller.checkpoint("teller", 3);
        Checkpoint scoring = bed.tiny.scoring("pricer", 3);
        bed.announce(telling);
        bed.announce(scoring);
        predictor = AskedPredictor.start(bed, telling, scoring);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void saysTheSameTextsFromATopicAndOverHttpAndNoneInPublic() throws Exception {
        // Given
        write(TinyTeller.STREAM, IntStream.range(0, 8).mapToObj(Tiny::query).toList());

        // When
        List<Prediction> found = predictions(TinyTeller.STREAM, 8);

        // Then
        for (Prediction each : found) {
            JsonObject json = predicted("teller", Integer.parseInt(each.getQueryId()));
            assertThat(each.getText()).isEqualTo(json.getString("text"));
            assertThat(each.getGeneratedTokens()).isEqualTo(json.getInteger("generatedTokens"));
            assertThat(each.getLogProbability()).isEqualTo(json.getDouble("logProbability"));
        }
        assertThat(found).anyMatch(each -> each.getGeneratedTokens() > 1);
        assertThat(bed.installation.read(Topics.PREDICTIONS).stream()
                        .filter(each -> each.getJobId().equals("teller"))
                        .map(PublicPrediction::toString))
                .hasSize(8)
                .noneMatch(text -> text.contains("\"text\""));
    }

    @Test
    void saysTheSameNumbersFromATopicAndOverHttp() throws Exception {
        // Given
        write(PRICES, IntStream.range(0, 8).mapToObj(Tiny::query).toList());

        // When
        List<Prediction> found = predictions(PRICES, 8);

        // Then
        for (Prediction each : found) {
            assertThat(each.getScore())
                    .isEqualTo(predicted("pricer", Integer.parseInt(each.getQueryId()))
                            .getDouble("score"));
        }
        assertThat(found).extracting(Prediction::getScore).doesNotHaveDuplicates();
    }

    @Test
    void aBodyOfTenMegabytesIsRefusedAndHoldsNobodyUp() throws Exception {
        // When
        HttpResponse<String> refused =
                predictor.post("/v1/jobs/pricer/predictions", "{\"text\": \"" + "a".repeat(10 << 20));

        // Then
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(predicted("pricer", 1).getDouble("score")).isFinite();
        await().atMost(PredictorTestBed.PATIENCE).until(() -> predictor.open() == 0);
    }

    @Test
    void aClientThatHangsUpWhileItsTextGrowsFreesItsPlace() throws Exception {
        // Given
        String body = "{\"model\": \"teller\", \"stream\": true, \"prompt\": \"w1 w2 w3\"}";
        String request =
                "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;

        // When
        for (int i = 0; i < 20; i++) {
            try (Socket socket = predictor.connected()) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            }
        }

        // Then
        assertThat(predicted("teller", 1).getString("text")).isNotNull();
        await().atMost(PredictorTestBed.PATIENCE).until(() -> predictor.open() == 0);
    }

    private static void write(String stream, List<Query> queries) {
        bed.installation.write(queries.stream()
                .map(query -> Outgoing.of(Topics.queries(stream), query.getId(), query))
                .toList());
    }

    private static List<Prediction> predictions(String stream, int count) {
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> bed.installation.read(Topics.predictions(stream)).size() >= count);
        return bed.installation.read(Topics.predictions(stream));
    }

    private static JsonObject predicted(String job, int query) throws Exception {
        String text = Tiny.query(query).getText();
        HttpResponse<String> response =
                predictor.post("/v1/jobs/" + job + "/predictions", "{\"text\": \"" + text + "\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }
}
