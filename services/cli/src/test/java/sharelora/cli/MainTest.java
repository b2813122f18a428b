package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void reportsEveryWrongFlagAtOnce() {
        // When
        Captured run = Captured.run("trainer", "--thraeds", "2", "--http-port", "many", "--until-idle", "soon");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines().toList())
                .hasSize(5)
                .startsWith("sharelora trainer: wrong usage")
                .anyMatch(line -> line.contains("--thraeds"))
                .anyMatch(line -> line.contains("'--http-port'") && line.contains("'many' is not an int"))
                .anyMatch(line -> line.contains("'--until-idle'") && line.contains("'soon' is not a double"))
                .endsWith("Try: sharelora trainer --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer", "evaluator", "bench", "demo", "replay --job j --to 1"})
    void namesTheEnginesWhereThereIsNoneOfThatName(String command) {
        // When
        Captured run = Captured.run((command + " --engine torch").split(" "));

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--engine: 'torch', expected one of fused, reference");
    }

    @Test
    void saysInOneLineWhatIsNoBrokersAddressAndWhereNoBrokerIs() {
        // When
        Captured malformed = Captured.run("topics", "--bootstrap-servers", "localhost");
        Captured nobody = Captured.run("topics", "--bootstrap-servers", "127.0.0.1:1");

        // Then
        assertThat(malformed.exit()).isEqualTo(2);
        assertThat(malformed.err()).contains("--bootstrap-servers: 'localhost', expected HOST:PORT[,HOST:PORT...]");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err().lines())
                .containsExactly("sharelora topics: no Kafka broker at 127.0.0.1:1: Connection refused");
    }

    @Test
    void reportsMissingFlagsBesideWrongOnes() {
        // When
        Captured run = Captured.run("feed", "--bootstrap-server", "localhost:9092");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--stream=", "--file=", "--bootstrap-server");
    }

    @Test
    void reportsEveryValueOutOfRangeAtOnce(@TempDir Path folder) {
        // When
        Captured demo = Captured.run(
                "demo", "--records", "3", "--method", "shared", "--file", folder.toString(), "--report", "/no/such/r");
        Captured params = Captured.run(
                "params",
                "--base",
                "nobody",
                "--method",
                "shared",
                "--rank",
                "0",
                "--targets",
                "query,qvery",
                "--share",
                "key",
                "--gradient-shards",
                "0");
        Captured stage = Captured.run("trainer", "--threads", "0", "--http-port", "70000", "--until-idle", "-1");
        Captured broker = Captured.run("broker", "--port", "-1");

        // Then
        assertThat(List.of(demo, params, stage, broker))
                .extracting(Captured::exit)
                .containsOnly(2);
        assertThat(demo.err())
                .contains("--records: '3', expected at least 64")
                .contains("--method: 'shared', expected one of lora, share-a, share-b, share-ab")
                .contains("--file: '" + folder + "'", "--report: '/no/such/r'");
        assertThat(params.err())
                .contains("--base: 'nobody', expected one of minilm, ", "--method: 'shared'", "--rank: '0'")
                .contains("--share: 'key', expected some of the targets query, qvery", "--gradient-shards: '0'")
                .contains("--targets: 'query,qvery', expected all, or some of query, key, value");
        assertThat(stage.err())
                .contains("--threads: '0', expected at least 1", "--http-port: '70000'", "--until-idle: '-1.0'");
        assertThat(broker.err()).contains("--port: '-1'");
    }

    @Test
    void refusesAConfigFileThatIsNotThereInOneLine() {
        // When
        Captured run = Captured.run("topics", "--config", "/no/such.properties");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("sharelora: --config: '/no/such.properties', expected a readable properties file");
    }

    @Test
    void refusesOwnTextsOfOneLabelAndSaysWhatWasSkipped(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("own.jsonl"), """
            {"text": "first", "label": "a"}
            {"text": "second"}
            third
            """);

        // When
        Captured run = Captured.run("demo", "--file", file.toString());

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEqualToIgnoringNewLines("1 line skipped, not JSON: line 3");
        assertThat(run.err()).contains("has labels [a], expected at least two");
    }

    @Test
    void saysWhichModelsItKnowsByName(@TempDir Path folder) {
        // When
        Captured unknown = Captured.run(
                "model", "import", "bge-huge", "--blobs", folder.toUri().toString());
        Captured adapter = Captured.run(
                "adapter",
                "import",
                "nowhere",
                "--name",
                "x",
                "--blobs",
                folder.toUri().toString());

        // Then
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("'bge-huge', expected minilm, bge-small, bert-base or a folder");
        assertThat(adapter.exit()).isEqualTo(2);
        assertThat(adapter.err()).contains("'nowhere', expected a folder with an adapter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "broker",
                "topics",
                "model",
                "submit",
                "feed",
                "tokenizer",
                "trainer",
                "checkpointer",
                "evaluator",
                "predictor",
                "watch",
                "params",
                "adapter",
                "export"
            })
    void helpsWithEveryCommand(String command) {
        // When
        Captured run = Captured.run(command, "--help");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("Usage: sharelora " + command).contains("--help");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void namesEveryWrongOptionOfAMeasurement() {
        // When
        Captured run =
                Captured.run("bench", "--shape", "tiny", "--method", "none", "--steps", "0", "--stream", "/no/such");

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--shape: 'tiny', expected one of minilm",
                        "--method: 'none', expected one of lora",
                        "--steps: '0', expected at least 1",
                        "--stream: '/no/such', expected a readable file",
                        "--base: missing, expected a base model's folder, whose tokenizer the texts need");
    }
}
