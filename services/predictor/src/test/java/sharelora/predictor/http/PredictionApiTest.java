package sharelora.predictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.metrics.Metrics;

class PredictionApiTest {

    private static final Predictions STARTING = new Predictions(
            new JobLookup(Optional::empty, name -> Optional.empty(), Optional::empty, job -> ""),
            Optional::empty,
            Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
    }

    @Test
    void letsInOnlyWhoNamesAToken() throws Exception {
        // Given: the SHA-256 of "abc"
        Path file = Files.writeString(
                folder.resolve("hashes"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        URI uri = serve(Optional.of(BearerTokens.read(file)), new Limits(4, Duration.ofSeconds(5)));

        // When
        HttpResponse<String> stranger = send(HttpRequest.newBuilder(uri));
        HttpResponse<String> known = send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer abc"));

        // Then
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(known.statusCode()).isEqualTo(503);
        assertThat(known.body()).contains("the predictor is starting");
    }

    @Test
    void asksToComeAgainWhereAsManyRequestsAreOpenAsMayBe() throws Exception {
        // Given: room for none
        URI uri = serve(Optional.empty(), new Limits(0, Duration.ofSeconds(5)));

        // When
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri));

        // Then
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void makesRoomAgainWhenARequestIsAnswered() throws Exception {
        // Given
        URI uri = serve(Optional.empty(), new Limits(1, Duration.ofSeconds(5)));
        send(HttpRequest.newBuilder(uri));

        // When
        HttpResponse<String> second = send(HttpRequest.newBuilder(uri));

        // Then
        assertThat(second.statusCode()).isEqualTo(503);
    }

    private URI serve(Optional<BearerTokens> tokens, Limits limits) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(new PredictionApi(tokens, limits, List.of(STARTING), Runnable::run, Metrics.create()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/jobs/any/predictions");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(
                request.POST(BodyPublishers.ofString("{\"text\": \"a\"}")).build(), BodyHandlers.ofString());
    }
}
