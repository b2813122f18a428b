package sharelora.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.blobs.BlobStore;

/** What a console of many jobs takes: to read the log, to keep in memory, and to draw. It prints what it measured. */
@EnabledIfSystemProperty(named = "console.jobs", matches = "\\d+", disabledReason = "takes minutes: -Dconsole.jobs=100")
class ManyJobsIT {

    private static final int JOBS = Integer.getInteger("console.jobs", 100);
    private static final int STEPS = Integer.getInteger("console.steps", 50_000);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double MIB = 1 << 20;

    @Test
    void readsKeepsAndDrawsManyJobs(@TempDir Path folder) throws Exception {
        // Given
        TestInstallation installation = TestInstallation.start(
                folder, BlobStore.open(folder.resolve("blobs").toUri()));
        try (installation) {
            timed("writing", () -> new ManyJobs(JOBS, STEPS).writeTo(installation));
            long before = heap();

            // When
            long began = System.nanoTime();
            try (ServedConsole console = ServedConsole.start(installation, 0)) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(console::ready);
                tell("rebuilding of %,d steps of %d jobs: %.1f s", (long) JOBS * STEPS, JOBS, seconds(began));
                double kept = (heap() - before) / MIB;
                tell("read model: %.1f MiB, %.0f KiB a job", kept, kept * 1024 / JOBS);

                // Then
                if (Browser.missing().isEmpty()) {
                    draw(console);
                }
                assertThat(kept).isLessThan(2.0 * JOBS);
            }
        }
    }

    private static void draw(ServedConsole console) throws Exception {
        ChromeDriver driver = Browser.open();
        try {
            for (int round = 0; round < 3; round++) {
                show(driver, console, "/#/", "ul.jobs li:nth-child(" + JOBS + ")");
                show(driver, console, "/#/jobs/" + ManyJobs.job(0), "canvas");
                show(driver, console, "/#/compare/" + ManyJobs.stream(0), "canvas");
            }
            Path pictures = Files.createDirectories(Path.of("target/pictures"));
            Files.write(pictures.resolve("many.png"), driver.getScreenshotAs(OutputType.BYTES));
        } finally {
            driver.quit();
        }
    }

    /** First paint, and when what was asked for was there; from the moment that the address was entered. */
    private static void show(ChromeDriver driver, ServedConsole console, String place, String shown) {
        driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument",
                Map.of(
                        "source",
                        "new MutationObserver(() => { if (!window.shown && document.querySelector('" + shown
                                + "')) window.shown = performance.now(); })"
                                + ".observe(document, { childList: true, subtree: true })"));
        driver.get("about:blank");
        driver.get(console.address() + place);
        await().atMost(PATIENCE).until(() -> driver.executeScript("return !!window.shown"), Boolean.TRUE::equals);
        List<?> times = (List<?>) driver.executeScript(
                "return [performance.getEntriesByName('first-contentful-paint')[0].startTime, window.shown]");
        tell(
                "%s: first paint %.0f ms, shown %.0f ms",
                place, ((Number) times.get(0)).doubleValue(), ((Number) times.get(1)).doubleValue());
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void timed(String what, Runnable work) {
        long began = System.nanoTime();
        work.run();
        tell("%s: %.1f s", what, seconds(began));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void tell(String words, Object... values) {
        System.out.printf(words + "%n", values);
    }
}
