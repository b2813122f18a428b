package sharelora.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;

class HttpEndpointTest {

    private final Health health = new Health();
    private final Metrics metrics = Metrics.create();
    private final Vertx vertx = Vertx.vertx();
    private HttpEndpoint endpoint;

    @BeforeEach
    void serve() {
        endpoint = HttpEndpoint.start(vertx, HttpConfig.loopback(0), health, metrics)
                .await();
    }

    @AfterEach
    void close() {
        endpoint.close().await();
        vertx.close().await();
    }

    @Test
    void namesTheCheckThatIsDownAndWhy() throws Exception {
        // Given
        health.ready("model").down("base minilm is missing");

        // When
        HttpResponse<String> response = get("/health/ready");

        // Then
        assertThat(response.statusCode()).isEqualTo(503);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("status")).isEqualTo("DOWN");
        assertThat(body.getJsonArray("checks").getJsonObject(0).getString("reason"))
                .isEqualTo("base minilm is missing");
    }

    @Test
    void answersWithTwoHundredWhenAllIsWell() throws Exception {
        // Given
        health.live("trainer").up();

        // When
        HttpResponse<String> response = get("/health/live");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getString("status")).isEqualTo("UP");
    }

    @Test
    void showsMetricsAsPrometheusReadsThem() throws Exception {
        // Given
        metrics.counter("records", "Records read.").add(3);

        // When
        HttpResponse<String> response = get("/metrics");

        // Then
        assertThat(response.headers().firstValue("Content-Type")).hasValue(Metrics.CONTENT_TYPE);
        assertThat(response.body()).contains("sharelora_records_total 3.0");
    }

    @Test
    void answersNothingElse() throws Exception {
        // When
        int other = get("/etc/passwd").statusCode();

        // Then
        assertThat(other).isEqualTo(404);
        assertThat(send(request("/metrics").POST(BodyPublishers.noBody()).build())
                        .statusCode())
                .isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
