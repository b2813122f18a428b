package sharelora.demo.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.schemas.Example;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskingTest {

    private static final List<Example> TEXTS = IntStream.range(0, 8)
            .mapToObj(i -> new Example("id-" + i, "text " + i, i % 2 == 0 ? "even" : "odd", null, null, null))
            .toList();

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    /** The status, and the body. */
    private record Response(int status, String body) {}

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsByTheAdapterThatAnsweredOnceOneDoes() throws IOException {
        // Given: nobody answers twice, then one adapter and another, who take all for even
        URI predictor = predictor(i -> switch (i) {
            case 1, 2 -> new Response(503, "{\"error\":\"awaits its first checkpoint\"}");
            default -> i <= 5 ? said("a-0-x", 0) : said("a-50-y", 50);
        });

        // When
        List<AdapterScore> scores;
        try (Asking asking = Asking.start(TEXTS, predictor, "demo")) {
            asking.upTo(1);
            while (!asking.finished()) {
                Thread.onSpinWait();
            }
            scores = asking.scores();
        }

        // Then
        assertThat(scores).containsExactly(new AdapterScore(0, "a-0-x", 3, 2), new AdapterScore(50, "a-50-y", 5, 2));
        assertThat(requests).hasValue(2 + TEXTS.size());
    }

    @Test
    void asksNoMoreThanItIsTold() throws IOException {
        // Given
        URI predictor = predictor(i -> said("a-0-x", 0));

        // When
        boolean finished;
        try (Asking asking = Asking.start(TEXTS, predictor, "demo")) {
            asking.upTo(0.5);
            asking.upTo(0.25);
            while (asking.answered() < 4) {
                Thread.onSpinWait();
            }
            finished = asking.finished();
        }

        // Then
        assertThat(finished).isFalse();
        assertThat(requests).hasValue(4);
    }

    @Test
    void saysWhatThePredictorSaysWhereItRefuses() throws IOException {
        // Given
        URI predictor = predictor(i -> new Response(404, "{\"error\":\"job demo is not known\"}"));

        // When
        Asking asking = Asking.start(TEXTS, predictor, "demo");
        asking.upTo(1);

        // Then
        assertThatThrownBy(() -> {
                    while (!asking.finished()) {
                        Thread.onSpinWait();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/v1/jobs/demo/predictions says 404: {\"error\":\"job demo is not known\"}");
        asking.close();
    }

    private static Response said(String adapter, int step) {
        return new Response(200, """
            {"job": "demo", "adapterName": "%s", "step": %d, "label": "even"}\
            """.formatted(adapter, step));
    }

    /** Its responses by the number of the request, from 1. */
    private URI predictor(IntFunction<Response> responses) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/jobs/demo/predictions", exchange -> end(exchange, responses));
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void end(HttpExchange exchange, IntFunction<Response> responses) {
        Response response = responses.apply(requests.incrementAndGet());
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(response.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
