package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a demo that tells of drift refuses before anything runs. */
class DriftDemoTest {

    @Test
    void namesEveryWrongOptionOfAReportOfDrift(@TempDir Path folder) {
        // When
        Captured run = Captured.run(
                "demo",
                "--drift",
                "--task=generation",
                "--base=" + folder,
                "--eras=1",
                "--era=decade",
                "--label=author",
                "--window=0",
                "--chart=/no/such/d.svg",
                "--set=stream.maxLength=9");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("--drift: measures accuracy, expected --task classification")
                .contains("--eras: '1', expected either --eras or --era", "--eras: '1', expected 2 to 50")
                .contains("--era: 'decade', expected year", "--label: 'author', expected component or kind")
                .contains(
                        "--window: '0', expected at least 1", "--chart: '/no/such/d.svg', expected a file in a folder")
                .contains("--set: 'stream.maxLength', expected a field of the job other than");
    }

    @Test
    void hasNoOptionsOfDriftWithoutDrift() {
        // When
        Captured run = Captured.run(
                "demo", "--eras=3", "--label=kind", "--window=9", "--chart=c.svg", "--set=a=b", "--era=year");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.contains("no such option but with --drift")))
                .hasSize(6);
    }

    @Test
    void saysWhatIsWrongWithAStreamOfWhichNoDriftCanBeTold(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("own.jsonl"), """
                {"text": "first", "label": "a", "year": 2010}
                {"text": "second", "label": "a", "year": 2010}
                """);

        // When
        Captured fields = Captured.run("demo", "--drift", "--file", file.toString(), "--era", "month");
        Captured eras = Captured.run("demo", "--drift", "--file", file.toString(), "--era", "year");
        Captured none = Captured.run("demo", "--drift", "--file", folder + "/none.jsonl", "--label", "kind");

        // Then
        assertThat(List.of(fields, eras, none)).extracting(Captured::exit).containsOnly(2);
        assertThat(fields.err()).contains("2 of 2 records", "have no field 'month'", "the first in line 1");
        assertThat(eras.err())
                .contains("eras: 1, expected 2 to 50", "era '2010': none is", "labels: [a], expected at least two");
        assertThat(none.err())
                .contains("none.jsonl', expected a readable file of JSON lines", "no such option with --file");
    }
}
