package sharelora.demo.asking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks a predictor which label a text has, as any client would. */
final class HttpClassifier implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DONE = 200;
    private static final int NOT_YET = 503;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI job;

    /** @param predictor such as {@code http://127.0.0.1:8085} */
    HttpClassifier(URI predictor, String job) {
        this.job = predictor.resolve("/v1/jobs/" + job + "/predictions");
    }

    /** What was said, and by which adapter. */
    record Said(String label, String adapterName, long step) {}

    /**
     * The job's answer; empty while none of its checkpoints answers.
     *
     * @throws IOException where it is refused, with the status and what the predictor says
     */
    Optional<Said> label(String text) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(job)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(Map.of("text", text))))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == NOT_YET) {
            return Optional.empty();
        }
        if (response.statusCode() != DONE) {
            throw new IOException(job + " says " + response.statusCode() + ": " + response.body());
        }
        JsonNode said = json.readTree(response.body());
        return Optional.of(new Said(
                said.required("label").textValue(),
                said.required("adapterName").textValue(),
                said.required("step").longValue()));
    }

    @Override
    public void close() {
        client.close();
    }
}
