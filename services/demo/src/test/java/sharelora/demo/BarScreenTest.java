package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarScreenTest {

    private static final DemoProgress HALFWAY = new DemoProgress(2000, 4000, 63, 1.2342, 0.614, 75.2, 12);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "140| 2000/4000 · step 63 · loss 1.234 · accuracy 0.61 · 75 records/s · lag 12",
                "110| 2000/4000 · step 63 · loss 1.234 · accuracy 0.61 · 75 records/s · lag 12",
                "80| 2000/4000 · step 63 · loss 1.234 · accuracy 0.61 · 75/s · lag 12",
                "60| 2000/4000 · loss 1.234 · accuracy 0.61 · 75/s",
                "30| 2000/4000 · 75/s"
            })
    void showsAsManyFiguresAsThereIsRoomFor(int columns, String figures) {
        // When
        String line = Bar.of(HALFWAY, columns - 1);

        // Then
        assertThat(line).startsWith(" 50 % █").endsWith("░ " + figures).hasSizeLessThan(columns);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 12, 25})
    void staysOnItsLineHoweverNarrowTheTerminalIs(int width) {
        // When
        String line = Bar.of(HALFWAY, width);

        // Then
        assertThat(line.length()).isLessThanOrEqualTo(width);
    }

    @Test
    void isFullWhereMoreIsLearnedThanWasCounted() {
        // When
        String line = Bar.of(new DemoProgress(4100, 4000, 130, 1, 0.5, 80, 0), 100);

        // Then
        assertThat(line).startsWith("100 % █").doesNotContain("░");
    }

    @Test
    void scrollsWhatIsSaidAboveTheBarAndLeavesTheCursorBelowIt() {
        // Given
        BarScreen screen = new BarScreen(new PrintStream(written, true, StandardCharsets.UTF_8), () -> 40);

        // When
        screen.say("first");
        screen.show(DemoProgress.start(4000));
        screen.say("second");
        screen.close();
        screen.close();

        // Then
        String bar = Bar.of(DemoProgress.start(4000), 39);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("first\n\r\u001b[2K" + bar + "\r\u001b[2Ksecond\n" + bar + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"24 132|132", "0 0|80", "''|80", "stty: no terminal|80"})
    void takesTheUsualWidthWhereTheTerminalTellsNone(String answer, int columns) {
        assertThat(TerminalWidth.parsed(answer)).isEqualTo(columns);
    }
}
