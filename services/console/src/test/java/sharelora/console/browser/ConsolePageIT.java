package sharelora.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The console over HTTP, and its page in a real browser. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsolePageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target/pictures");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static ConsoleTestBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = ConsoleTestBed.start(folder);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ask("GET", "/api/v1/overview", "").statusCode())
                                .isEqualTo(200));
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @Test
    void keepsOutPagesOfOtherSitesAndNamesThatWereRebound() throws Exception {
        assertThat(ask("GET", "/api/v1/jobs", "", "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ask("GET", "/api/v1/jobs", "", "Origin", "null").statusCode())
                .isEqualTo(403);
        assertThat(ask("GET", "/api/v1/jobs", "", "Origin", bed.address()).statusCode())
                .isEqualTo(200);
        assertThat(firstLine("rebound.example:8080")).contains("421");
    }

    @Test
    void refusesInTheCommandsWordsAndWritesThemDown() throws Exception {
        // When
        HttpResponse<String> wrong = ask("POST", "/api/v1/jobs", "{job: Wrong Name, base: tiny}");
        HttpResponse<String> unknown = ask("POST", "/api/v1/jobs/nobody/pause", "");

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(wrong.body()).contains("Wrong Name", "expected");
        assertThat(unknown.body()).contains("--job: 'nobody', expected a job that was submitted");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ask("GET", "/api/v1/operations", "").body())
                                .contains("\"action\":\"pause\"", "\"outcome\":\"REFUSED\"", "\"who\":\"local\""));
    }

    @Test
    void holdsBodiesAndPathsToTheirLimits() throws Exception {
        assertThat(ask("POST", "/api/v1/jobs/tickets/rollback", "x".repeat(5_000))
                        .statusCode())
                .isEqualTo(413);
        assertThat(ask("POST", "/api/v1/jobs/tickets/rollback", "{\"to\": 7}").statusCode())
                .isEqualTo(400);
        assertThat(ask("GET", "/api/v1/nothing", "").statusCode()).isEqualTo(404);
        assertThat(ask("PUT", "/api/v1/jobs", "").statusCode()).isEqualTo(405);
    }

    @Test
    void answersWhatCommandsReadAnewAndTakesExamples() throws Exception {
        // When
        String verified = ask("GET", "/api/v1/jobs/tickets/verification", "").body();
        String explained =
                ask("GET", "/api/v1/checkpoints/tickets-50/records?limit=5", "").body();
        String fed = ask(
                        "POST",
                        "/api/v1/streams/tickets/examples",
                        "{\"id\": \"1\", \"text\": \"my bill\", \"label\": \"billing\"}\n{\"id\": \"2\"}\n")
                .body();

        // Then
        assertThat(verified).contains("\"result\":\"all is well\"", "no snapshot yet");
        assertThat(explained).contains("\"adapterName\":\"tickets-50\"", "\"records\":[]");
        assertThat(fed).contains("2 records read: 1 written to sharelora.stream.tickets.examples.v1, 1 skipped");
        assertThat(ask("GET", "/api/v1/rights?principal=console", "").body()).contains("kafka-acls");
        assertThat(ask("GET", "/api/v1/rights?principal=nobody", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void isUsedInABrowser() throws Exception {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElseThrow());
        ChromeDriver driver = Browser.open();
        try {
            flowLives(driver);
            jobIsSubmittedPausedAndResumed(driver);
            letterIsShownSafelyAndReplayed(driver);
            worksAtAPhonesWidthAndByKeyboard(driver);
            assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                    .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
        } finally {
            driver.quit();
        }
    }

    private static void flowLives(ChromeDriver driver) throws IOException {
        driver.get(bed.address());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text(driver)).contains("tickets", "step 200", "● live", "members"));
        bed.step("tickets", 201);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(driver)).contains("took step 201", "0.330"));
        accessible(driver);
        picture(driver, "flow");
    }

    private static void jobIsSubmittedPausedAndResumed(ChromeDriver driver) throws IOException {
        driver.get(bed.address() + "/#/submit");
        fill(driver, "job", "second");
        fill(driver, "base", "tiny");
        fill(driver, "labels", "billing, shipping");
        driver.findElement(By.cssSelector("form.submit button.main")).click();
        accessible(driver);
        driver.findElement(By.cssSelector("dialog button.main")).click();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(text(driver)).contains("job second: submitted, stream second: submitted"));
        driver.get(bed.address() + "/#/jobs/tickets");
        press(driver, "Pause");
        driver.findElement(By.cssSelector("dialog button.main")).click();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(driver)).contains("job tickets: PAUSED"));
        driver.findElement(By.cssSelector("dialog button[type=button]")).click();
        press(driver, "Resume");
        driver.findElement(By.cssSelector("dialog button.main")).click();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(driver)).contains("job tickets: RUNNING"));
        driver.findElement(By.cssSelector("dialog button[type=button]")).click();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.findElements(By.cssSelector("canvas")))
                        .isNotEmpty());
        accessible(driver);
        picture(driver, "job");
        driver.get(bed.address() + "/#/operations");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(driver)).contains("submit", "pause", "resume"));
    }

    private static void letterIsShownSafelyAndReplayed(ChromeDriver driver) throws IOException {
        driver.get(bed.address() + "/#/letters");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text(driver)).contains("unknown-label", ConsoleTestBed.SCRIPT));
        assertThat(driver.getTitle()).isEqualTo("ShareLoRA Streams");
        accessible(driver);
        picture(driver, "letters");
        press(driver, "Replay 1");
        driver.findElement(By.cssSelector("dialog button.main")).click();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(text(driver)).contains("1 replayed into sharelora.stream.tickets.examples.v1"));
    }

    private static void worksAtAPhonesWidthAndByKeyboard(ChromeDriver driver) throws IOException {
        driver.manage().window().setSize(new Dimension(390, 844));
        driver.get(bed.address() + "/#/");
        driver.navigate().refresh();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(driver)).contains("● live", "tickets"));
        Object overflow = driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).intValue()).isLessThanOrEqualTo(0);
        picture(driver, "phone");
        driver.findElement(By.tagName("body")).sendKeys(Keys.TAB);
        assertThat(driver.switchTo().activeElement().getText()).isEqualTo("To the content");
        driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("main");
    }

    private static void accessible(ChromeDriver driver) {
        assertThat(new AxeBuilder().analyze(driver).getViolations())
                .filteredOn(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .extracting(rule -> rule.getId() + ": " + rule.getNodes())
                .isEmpty();
    }

    private static void press(ChromeDriver driver, String label) {
        driver.findElement(By.xpath("//main//button[text()='" + label + "']")).click();
    }

    private static void fill(ChromeDriver driver, String name, String value) {
        var input = driver.findElement(By.name(name));
        input.clear();
        input.sendKeys(value);
    }

    private static String text(ChromeDriver driver) {
        return driver.findElement(By.tagName("body")).getText();
    }

    private static void picture(ChromeDriver driver, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Of the answer to a request that names this host: Java's own client lets nobody say another than the real one. */
    private static String firstLine(String host) throws IOException {
        URI at = URI.create(bed.address());
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            socket.getOutputStream()
                    .write(("GET /api/v1/jobs HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(bed.address() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
