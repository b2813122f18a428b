package sharelora.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** What goes wrong around a console while somebody looks at it: the page says so, and goes on when it is over. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LETTERS = 10_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static ConsoleTestBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = ConsoleTestBed.start(folder);
        bed.installation().write(Collections.nCopies(LETTERS, ConsoleTestBed.letter("nothing known")));
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @Test
    void answersWithAFewOfTenThousandDeadLetters() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ask("GET", "/api/v1/overview").body()).contains("\"count\":10001"));
        assertThat(ask("GET", "/api/v1/overview").body().length()).isLessThan(20_000);
        assertThat(ask("GET", "/api/v1/dead-letters?limit=200").body().split("\"offset\""))
                .hasSize(201);
    }

    @Test
    void pageSaysWhatIsSoAndGoesOn() throws Exception {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElseThrow());
        ChromeDriver driver = Browser.open();
        try {
            driver.get(bed.address() + "/#/letters");
            shows(driver, "10,001 could not be used", "● live");
            assertThat(driver.findElements(By.cssSelector(".letters li"))).hasSize(100);

            driver.get(bed.address() + "/#/");
            shows(driver, "took step 200");
            bed.withoutConsole(() -> {
                shows(driver, "The console does not answer");
                bed.step("tickets", 201);
            });
            shows(driver, "● live", "took step 201");

            bed.installation().withoutBroker(() -> shows(driver, "What is shown is what was known before"));
            bed.step("tickets", 202);
            shows(driver, "● live", "took step 202");

            driver.get(bed.address() + "/#/jobs/tickets");
            shows(driver, "RUNNING", "Pause");
            assertThat(ask("DELETE", "/api/v1/jobs/tickets").statusCode()).isEqualTo(200);
            shows(driver, "DELETED", "This job was deleted, for good.");
        } finally {
            driver.quit();
        }
    }

    private static void shows(ChromeDriver driver, String... words) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(driver.findElement(By.tagName("body")).getText())
                                .contains(words));
    }

    private static HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(bed.address() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
