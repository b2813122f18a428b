package sharelora.operations.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.operations.WrongUsageException;
import sharelora.platform.health.Health;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.http.HttpEndpoint;
import sharelora.platform.metrics.Metrics;

/** A process is asked what is not ready; its words are a stranger's. */
class HealthPagesTest {

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final Metrics metrics = Metrics.create();
    private URI page;

    @BeforeEach
    void serve() throws Exception {
        HttpEndpoint endpoint = HttpEndpoint.start(vertx, HttpConfig.loopback(0), health, metrics)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        page = URI.create("http://127.0.0.1:" + endpoint.port());
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsWhatIsNotReadyAndWhyAndNothingOfTheOthers() {
        // Given
        health.ready("tokenizer good").up();
        health.ready("tokenizer tickets").down("base tiny is not in the blob store \u001b[31m");

        // When
        List<HealthPages.NotReady> found = HealthPages.of(List.of(page));

        // Then
        assertThat(found)
                .extracting(HealthPages.NotReady::line)
                .containsExactly("not ready: tokenizer tickets (" + page.getAuthority()
                        + "): base tiny is not in the blob store \\u001b[31m");
    }

    @Test
    void tellsWhatAPredictorServesByItsMetrics() {
        // Given
        metrics.gauge("predictor_adapter_info", "As predictors tell it.", "job", "checkpoint", "adapter")
                .set(1, "tickets", "df1f43", "tickets-15-df1f43");

        // When
        List<ServedPages.Served> found = ServedPages.of(List.of(page, URI.create("http://127.0.0.1:1")));

        // Then
        assertThat(found).containsExactly(new ServedPages.Served(page, "tickets", "df1f43", "tickets-15-df1f43"));
    }

    @Test
    void saysWhereNobodyAnswersIfThatPageWasAskedFor() throws Exception {
        // Given
        close();

        // When
        List<HealthPages.NotReady> found = HealthPages.of(List.of(page));

        // Then
        assertThat(found)
                .extracting(HealthPages.NotReady::line)
                .containsExactly("not ready: health page (" + page.getAuthority() + "): nobody answers there");
    }

    @Test
    void refusesWhatIsNoAddressOfAPage() {
        assertThatThrownBy(() -> HealthPages.of(List.of(URI.create("127.0.0.1"), URI.create("ftp://a:1"))))
                .isInstanceOfSatisfying(
                        WrongUsageException.class,
                        refused -> assertThat(refused.problems())
                                .containsExactly(
                                        "--health: '127.0.0.1', expected http://HOST:PORT",
                                        "--health: 'ftp://a:1', expected http://HOST:PORT"));
    }
}
