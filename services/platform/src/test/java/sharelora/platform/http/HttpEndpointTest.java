package sharelora.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void servesWithTlsByTheFilesThatItIsGiven(@TempDir Path folder) throws Exception {
        // Given
        TlsFiles files = SelfSigned.write(folder);
        HttpEndpoint secure = HttpEndpoint.start(
                        vertx, new HttpConfig("127.0.0.1", 0, Optional.of(files)), health, metrics)
                .await();
        String path = "127.0.0.1:" + secure.port() + "/health/live";

        // When
        HttpResponse<String> response;
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(SelfSigned.trusting(files)).build()) {
            response = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + path)).build(), BodyHandlers.ofString());
        }

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://" + path))
                                        .build(),
                                BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        secure.close().await();
    }

    @Test
    void tellsCertificatesAndKeysFromOtherFiles(@TempDir Path folder) throws Exception {
        // Given
        TlsFiles files = SelfSigned.write(folder);

        // Then
        assertThatCode(() -> TlsFiles.requireCertificate(files.certificate())).doesNotThrowAnyException();
        assertThatCode(() -> TlsFiles.requireKey(files.key())).doesNotThrowAnyException();
        assertThatThrownBy(() -> TlsFiles.requireCertificate(files.key())).hasMessageContaining("it has none");
        assertThatThrownBy(() -> TlsFiles.requireKey(files.certificate())).hasMessageContaining("it has none");
        assertThatThrownBy(() -> TlsFiles.requireKey(folder.resolve("no"))).hasMessageContaining("cannot be read");
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
