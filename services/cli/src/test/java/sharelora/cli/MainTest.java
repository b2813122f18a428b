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

    @Test
    void countsTheParametersOfEveryMethod() {
        // When
        Captured run = Captured.run("params", "--base", "minilm", "--rank", "8", "--targets", "query,value");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "minilm, rank 8, query+value",
                        "method           parameters   of LoRA",
                        "lora                 73,728   100.00%",
                        "share-a              43,008    58.33%",
                        "share-b              43,008    58.33%",
                        "share-ab             12,288    16.67%",
                        "rasa                 73,884   100.21%",
                        "tied-lora            16,992    23.05%",
                        "vera                  4,704     6.38%",
                        "monteclora           73,920   100.26%",
                        "lor2c                36,864    50.00%",
                        "share-lor2c          21,504    29.17%",
                        "rosa                 79,032   107.19%",
                        "",
                        "bytes               weights     4 gradients         moments      state blob      checkpoint",
                        "lora                294,912       1,179,648         589,824         884,736         294,912",
                        "share-a             172,032         688,128         344,064         516,096         294,912",
                        "share-b             172,032         688,128         344,064         516,096         294,912",
                        "share-ab             49,152         196,608          98,304         147,456         294,912",
                        "rasa                295,536       1,182,144         591,072         886,608         774,768",
                        "tied-lora            67,968         271,872         135,936         203,904         362,880",
                        "vera                 43,392          75,264          37,632          81,024          43,392",
                        "monteclora          295,680       1,182,720         591,360         887,040         295,680",
                        "lor2c               147,456         589,824         294,912         442,368         147,456",
                        "share-lor2c          86,016         344,064         172,032         258,048          86,016",
                        "rosa                316,128       1,264,512         632,256         948,384         337,344",
                        "",
                        "search               scores          a pass          passes        as steps",
                        "rosa             14,155,776      35,389,440               1             1.3",
                        "",
                        "base          training   inference    its head",
                        "float32        120 MiB      86 MiB        none",
                        "bfloat16        83 MiB                    none",
                        "int8            66 MiB                    none",
                        "int8 small      56 MiB                    none",
                        "nf4             51 MiB                    none");
    }

    @Test
    void saysWhatReplayCostsBesideAMethod() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--replay", "0.5", "--max-length", "100");
        Captured json = Captured.run("params", "--method", "share-a", "--replay", "0.5", "--json");
        Captured wrong = Captured.run("params", "--replay", "5", "--replay-size", "1000000");

        // Then: 44 bytes and 4 a token, and four more gradients of 43,008 numbers
        assertThat(run.out().lines())
                .endsWith(
                        "replay of 0.5: a step computes 1.5 times its new records; up to 1,000 records of 100 tokens",
                        "bytes          state blob          memory",
                        "share-a          +444,000      +1,132,128");
        assertThat(json.out())
                .contains("\"replay\":{\"records\":1000,\"state\":300000,\"memory\":988128,\"recordsOfAStep\":1.5}");
        assertThat(wrong.err())
                .contains("--replay: '5.0', expected a number above 0, up to 4")
                .contains("--replay-size: '1000000', expected 1 to 223696, which take 64 MiB at that length");
    }

    @Test
    void leavesAMethodOutThatHasNoSuchRankUnlessItIsAskedFor() {
        // When
        Captured all = Captured.run("params", "--rank", "1");
        Captured one = Captured.run("params", "--rank", "1", "--method", "rasa");

        // Then
        assertThat(all.exit()).isZero();
        assertThat(all.out()).contains("vera").doesNotContain("rasa");
        assertThat(one.exit()).isNotZero();
        assertThat(one.err()).contains("poolRanks is 1, expected at least 1 and less than the rank 1");
    }

    @Test
    void countsWhatIsSharedOfAllTargetsAndWhatAFrozenASaves() {
        // When
        Captured some = Captured.run(
                "params", "--base", "llama-7b", "--rank", "64", "--targets", "all", "--share", "query,value");
        Captured fused = Captured.run("params", "--base", "gpt2-medium", "--rank", "4", "--targets", "c_attn");
        Captured frozen = Captured.run("params", "--base", "roberta-base", "--frozen-a", "--gradient-shards", "1");

        // Then
        assertThat(some.out()).contains("share-a         143,654,912");
        assertThat(fused.out()).contains("share-a             299,008", "share-b             110,592");
        assertThat(frozen.out().lines())
                .contains(
                        "share-ab             12,288     4.17%",
                        "share-ab             98,304          49,152          98,304         196,608       1,179,648");
    }

    @Test
    void countsOneMethodOnEveryProjection() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--targets", "all");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("minilm, rank 8, query+key+value+output+up+down")
                .contains("share-a");
        assertThat(run.out().lines()).hasSize(13);
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
