package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlainScreenTest {

    private final StringWriter written = new StringWriter();
    private final AtomicLong nanoTime = new AtomicLong();
    private final PlainScreen screen = new PlainScreen(new PrintWriter(written), nanoTime::get);

    @Test
    void writesLinesWithoutControlCodesAndAStandingEveryFiveSeconds() {
        // When
        screen.say("base model: frozen");
        screen.show(DemoProgress.start(40));
        for (int second = 0; second < 12; second++) {
            nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
            screen.show(new DemoProgress(second, 40, second, 1.5, 0.25, 63.4, 2));
        }
        screen.close();

        // Then
        assertThat(written.toString().lines())
                .containsExactly(
                        "base model: frozen",
                        "4/40 records · step 4 · loss 1.500 · accuracy 0.25 · 63 records/s · lag 2",
                        "9/40 records · step 9 · loss 1.500 · accuracy 0.25 · 63 records/s · lag 2");
        assertThat(written.toString().chars())
                .noneMatch(c -> Character.isISOControl(c)
                        && c != '\n'
                        && c != System.lineSeparator().charAt(0));
    }

    @Test
    void saysThatItWaitsBeforeTheFirstStep() {
        // Given
        nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());

        // When
        screen.show(DemoProgress.start(40));

        // Then
        assertThat(written.toString().lines()).containsExactly("0/40 records · waiting for the first step");
    }
}
