package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo that tells of drift: the whole flow over two short eras, and what it refuses before anything runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriftDemoIT {

    private static final int EACH = 120;

    @TempDir
    private Path folder;

    /** In the second era the labels have changed places, so the first one has to be forgotten. */
    @Test
    void measuresEveryCheckpointOnEveryEraAndTellsWhatIsForgotten() throws IOException {
        // Given
        List<String> lines = new ArrayList<>();
        Texts.lines(0, EACH).forEach(line -> lines.add(in(line, "before")));
        Texts.lines(EACH, 2 * EACH).forEach(line -> lines.add(in(turned(line), "after")));
        Path report = folder.resolve("report.json");
        Path chart = folder.resolve("drift.svg");

        // When
        Command demo = Command.run(
                "demo",
                "--drift",
                "--file=" + file(lines),
                "--era=when",
                "--window=64",
                "--learning-rate=1e-2",
                "--set=training.warmupSteps=0",
                "--data=" + folder.resolve("demo"),
                "--report=" + report,
                "--chart=" + chart);

        // Then
        assertThat(demo.exit()).as(demo.out()).isZero();
        JsonNode measured = new ObjectMapper().readTree(report.toFile());
        erasAreWholeAndApart(measured);
        everyCheckpointIsMeasuredOnEveryEra(measured);
        assertThat(demo.out()).contains("era 1 of 2, before, is learned", "after era 2", "forgetting", "┤");
        assertThat(demo.out().chars()).allMatch(c -> c == '\n' || !Character.isISOControl(c));
        assertThat(chart).content().contains("<svg");
    }

    private static void erasAreWholeAndApart(JsonNode measured) {
        int learned = 0;
        for (JsonNode era : measured.get("eras")) {
            learned += era.get("records").intValue() - era.get("heldOut").intValue();
            assertThat(era.get("records").intValue()).isEqualTo(EACH);
            assertThat(era.get("heldOut").intValue()).isBetween(10, 40);
            assertThat(era.get("learnedAtEnd").intValue()).isEqualTo(learned);
            // The step at the era's end is there, though its batch is not full: no batch holds two eras.
            assertThat(measured.at("/prequential/points").findValues("records"))
                    .extracting(JsonNode::intValue)
                    .contains(learned);
        }
        assertThat(measured.get("newRecords").intValue()).isEqualTo(learned);
        assertThat(measured.get("steps").intValue()).isEqualTo(2 * Math.ceilDiv(learned / 2, 32));
    }

    private static void everyCheckpointIsMeasuredOnEveryEra(JsonNode measured) {
        JsonNode table = measured.get("table");
        double kept = table.at("/checkpoints/1/0").doubleValue();
        double own = table.at("/checkpoints/0/0").doubleValue();
        assertThat(table.get("untouched")).hasSize(2);
        assertThat(table.get("linearProbe")).hasSize(2);
        assertThat(own).isGreaterThan(0.7);
        assertThat(table.at("/checkpoints/0/1").doubleValue()).isLessThan(0.5);
        assertThat(table.at("/checkpoints/1/1").doubleValue())
                .isGreaterThan(table.at("/checkpoints/0/1").doubleValue() + 0.2);
        assertThat(table.get("forgetting").doubleValue()).isEqualTo(own - kept).isGreaterThan(0.1);
    }

    @Test
    void namesAnEraFieldThatRecordsDoNotHave() throws IOException {
        // When
        Command demo = Command.run("demo", "--drift", "--file=" + file(Texts.lines(0, EACH)), "--era=when");

        // Then
        assertThat(demo.exit()).isEqualTo(2);
    }

    @Test
    void namesAFileThatIsMissing() {
        // When
        Command demo = Command.run("demo", "--drift", "--file=" + folder.resolve("none.jsonl"));

        // Then
        assertThat(demo.exit()).isEqualTo(2);
    }

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("texts.jsonl"), lines);
    }

    private static String in(String line, String era) {
        return line.replaceFirst("\\{", "{\"when\": \"" + era + "\", ");
    }

    private static String turned(String line) {
        return line.contains("\"cooking\"")
                ? line.replace("\"cooking\"", "\"weather\"")
                : line.replace("\"weather\"", "\"cooking\"");
    }
}
