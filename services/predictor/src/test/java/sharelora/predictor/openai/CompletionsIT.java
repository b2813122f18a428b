package sharelora.predictor.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.predictor.AskedPredictor;
import sharelora.predictor.PredictorTestBed;
import sharelora.predictor.TinyTeller;
import sharelora.schemas.Checkpoint;

class CompletionsIT {

    private static final int LONG = 8;

    @TempDir
    private static Path folder;

    private static PredictorTestBed bed;
    private static TinyTeller teller;
    private static Checkpoint checkpoint;
    private static AskedPredictor predictor;

    /** One behind which much is said. */
    private static String prompt;

    @BeforeAll
    static void serve() throws Exception {
        bed = new PredictorTestBed(folder);
        teller = bed.teller(folder);
        checkpoint = teller.checkpoint("teller", 3);
        bed.submit(teller.job("teller"));
        bed.submit(teller.job("silent"));
        bed.submit(bed.tiny.job("sorter"));
        bed.announce(checkpoint);
        bed.announce(bed.tiny.checkpoint("sorter", 3));
        predictor = AskedPredictor.start(bed, checkpoint);
        for (int i = 0; i < 40 && (prompt == null); i++) {
            String asked = "w" + i + " w2 w3";
            JsonObject said = new JsonObject(predictor
                    .post("/v1/jobs/teller/predictions", "{\"text\": \"" + asked + "\"}")
                    .body());
            prompt = said.getInteger("generatedTokens") >= LONG ? asked : null;
        }
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void goesOnAsThePredictionsSayWithUsageAndTheAdaptersName() throws Exception {
        // Given
        JsonObject prediction = new JsonObject(predictor
                .post("/v1/jobs/teller/predictions", "{\"text\": \"" + prompt + "\"}")
                .body());

        // When
        JsonObject said = completion("");
        JsonObject begun = completion(", \"max_tokens\": 2");

        // Then
        assertThat(begun.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
                .isEqualTo("length");
        assertThat(begun.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(2);
        JsonObject choice = said.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getString("text"))
                .isEqualTo(prediction.getString("text"))
                .isNotBlank();
        assertThat(said.getString("object")).isEqualTo("text_completion");
        assertThat(said.getString("model")).isEqualTo("teller");
        assertThat(said.getString("system_fingerprint")).isEqualTo(checkpoint.getAdapterName());
        int tokens = prediction.getInteger("generatedTokens");
        assertThat(said.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(tokens);
        assertThat(choice.getString("finish_reason"))
                .isEqualTo(
                        said.getJsonObject("usage").getInteger("total_tokens") == TinyTeller.MAX_LENGTH
                                ? "length"
                                : "stop");
    }

    @Test
    void streamsTheTextThatItSaysWhole() throws Exception {
        // Given
        String whole = completion("").getJsonArray("choices").getJsonObject(0).getString("text");

        // When
        HttpResponse<String> response = predictor.post(
                "/v1/completions", body(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));

        // Then
        List<JsonObject> events = events(response);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        assertThat(events).hasSizeGreaterThan(3);
        assertThat(text(events, "text")).isEqualTo(whole);
        assertThat(events.getLast().getJsonArray("choices")).isEmpty();
        assertThat(events.getLast().getJsonObject("usage").getInteger("completion_tokens"))
                .isPositive();
    }

    @Test
    void writesAConversationAsTheBaseWantsIt() throws Exception {
        // Given: what the template makes of it
        String written = "w1 w5 w9";
        JsonObject asItIs = completion(", \"max_tokens\": 5", written);
        JsonObject rawChoice = asItIs.getJsonArray("choices").getJsonObject(0);
        String raw = rawChoice.getString("text");

        // When
        String chat =
                "{\"model\": \"teller\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"w5\"}]";
        JsonObject whole = new JsonObject(
                predictor.post("/v1/chat/completions", chat + "}").body());
        List<JsonObject> events = events(predictor.post("/v1/chat/completions", chat + ", \"stream\": true}"));

        // Then
        JsonObject choice = whole.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getJsonObject("message").getString("content")).isEqualTo(raw);
        assertThat(choice.getString("finish_reason")).isEqualTo(rawChoice.getString("finish_reason"));
        assertThat(whole.getJsonObject("usage")).isEqualTo(asItIs.getJsonObject("usage"));
        assertThat(events.getFirst().getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
                .isEqualTo(new JsonObject().put("role", "assistant").put("content", ""));
        assertThat(events.stream()
                        .map(event -> event.getJsonArray("choices").getJsonObject(0))
                        .map(each -> each.getJsonObject("delta").getString("content", ""))
                        .collect(Collectors.joining()))
                .isEqualTo(raw);
    }

    @Test
    void endsBeforeAStopTextAndTellsTheTokensChances() throws Exception {
        // Given
        String text = completion("").getJsonArray("choices").getJsonObject(0).getString("text");
        String stop = text.substring(text.indexOf(' ', 4), text.indexOf(' ', 4) + 3);

        // When
        JsonObject choice = completion(", \"logprobs\": 2, \"stop\": [\"" + stop + "\"]")
                .getJsonArray("choices")
                .getJsonObject(0);

        // Then
        assertThat(choice.getString("text")).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(choice.getString("finish_reason")).isEqualTo("stop");
        JsonObject chances = choice.getJsonObject("logprobs");
        JsonArray found = chances.getJsonArray("token_logprobs");
        for (int i = 0; i < found.size(); i++) {
            JsonObject top = chances.getJsonArray("top_logprobs").getJsonObject(i);
            assertThat(top.getDouble(chances.getJsonArray("tokens").getString(i)))
                    .isEqualTo(found.getDouble(i));
            assertThat(found.getDouble(i)).isNegative();
        }
    }

    @Test
    void searchesWithBeamsAndAnswersSeveralPromptsEachAsAlone() throws Exception {
        // Given
        JsonObject beams = completion(", \"use_beam_search\": true, \"best_of\": 4");
        String alone =
                completion("", "w7 w8").getJsonArray("choices").getJsonObject(0).getString("text");

        // When
        HttpResponse<String> response = predictor.post(
                "/v1/completions", "{\"model\": \"teller\", \"prompt\": [\"" + prompt + "\", \"w7 w8\"]}");

        // Then
        JsonArray choices = new JsonObject(response.body()).getJsonArray("choices");
        assertThat(beams.getJsonArray("choices").getJsonObject(0).getString("text"))
                .isNotNull();
        assertThat(choices).hasSize(2);
        assertThat(choices.getJsonObject(1).getString("text")).isEqualTo(alone);
        assertThat(choices.getJsonObject(1).getInteger("index")).isEqualTo(1);
    }

    @Test
    void tellsWhatAnswersAndTakesItsNames() throws Exception {
        // When
        JsonObject list = new JsonObject(predictor.get("/v1/models").body());

        // Then
        assertThat(list.getJsonArray("data"))
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactly("teller");
        JsonObject one = new JsonObject(predictor.get("/v1/models/teller").body());
        assertThat(one.getString("root")).isEqualTo(checkpoint.getAdapterName());
        assertThat(one.getString("parent")).isEqualTo("teller");
        assertThat(one.getInteger("max_model_len")).isEqualTo(TinyTeller.MAX_LENGTH);
        assertThat(predictor.get("/v1/models/" + checkpoint.getAdapterName()).statusCode())
                .isEqualTo(200);
        assertThat(predictor.get("/v1/models/other").statusCode()).isEqualTo(404);
        HttpResponse<String> byAdapter = predictor.post(
                "/v1/completions",
                body(", \"max_tokens\": 1").replace("\"teller\"", "\"" + checkpoint.getAdapterName() + "\""));
        assertThat(byAdapter.statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongInOpenAisForm() throws Exception {
        assertProblem(predictor.post("/v1/completions", body("").replace("teller", "nobody")), 404, "model_not_found");
        HttpResponse<String> other = predictor.post("/v1/completions", body("").replace("teller", "sorter"));
        assertProblem(other, 400, "model_not_supported");
        assertThat(other.body()).contains("POST /v1/jobs/sorter/predictions");
        assertProblem(predictor.post("/v1/completions", body(", \"temperature\": 1")), 400, "unsupported_value");
        assertProblem(
                predictor.post("/v1/completions", body("").replace("w2 ", "w2 ".repeat(60))),
                400,
                "context_length_exceeded");
        assertProblem(predictor.post("/v1/completions", body("").replace("teller", "silent")), 503, null);
        assertProblem(predictor.post("/v1/completions", "{\"model\": "), 400, null);
        assertProblem(predictor.get("/v1/completions"), 405, null);
        HttpResponse<String> refused = predictor.post(
                "/v1/chat/completions",
                "{\"model\": \"teller\", \"messages\": [{\"role\": \"system\", \"content\": \"w1\"}]}");
        assertProblem(refused, 400, null);
        assertThat(refused.body()).contains("only user and assistant");
    }

    @Test
    void aClientThatHangsUpFreesItsPlace() throws Exception {
        // Given
        String begun = "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{\"model\": ";
        Socket socket = predictor.connected();
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.UTF_8));
        await().atMost(PredictorTestBed.PATIENCE).until(() -> predictor.open() == 1);

        // When
        socket.close();

        // Then
        await().atMost(PredictorTestBed.PATIENCE).until(() -> predictor.open() == 0);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        JsonObject error = new JsonObject(response.body()).getJsonObject("error");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.getString("type")).isNotBlank();
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.containsKey("param")).isTrue();
    }

    private static JsonObject completion(String more) throws Exception {
        return completion(more, prompt);
    }

    private static JsonObject completion(String more, String text) throws Exception {
        HttpResponse<String> response =
                predictor.post("/v1/completions", body(more).replace(prompt, text));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static String body(String more) {
        return "{\"model\": \"teller\", \"prompt\": \"" + prompt + "\"" + more + "}";
    }

    private static List<JsonObject> events(HttpResponse<String> response) {
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> new JsonObject(line.substring("data: ".length())))
                .toList();
    }

    private static String text(List<JsonObject> events, String field) {
        return events.stream()
                .flatMap(event -> event.getJsonArray("choices").stream())
                .map(choice -> ((JsonObject) choice).getString(field))
                .collect(Collectors.joining());
    }
}
