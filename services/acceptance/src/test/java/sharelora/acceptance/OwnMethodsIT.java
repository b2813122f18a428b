package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.failure.CrashPoint;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.CheckpointFormat;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Prediction;
import sharelora.schemas.Topics;
import sharelora.schemas.Verdict;

/**
 * Methods whose matrices are more than the pairs that leave, through every stage and command. Of twins on one stream one is
 * trained in one life, the other in three, two of which end in a kill; each process trains the jobs of all methods.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnMethodsIT {

    private static final String STREAM = "methods";
    private static final int RECORDS = 240;

    private static final Map<String, String> SETTINGS = Map.of(
            "rasa", "rank: 4, poolRanks: 2, dropout: 0.1",
            "tied-lora", "rank: 4, dropout: 0.1",
            "vera", "rank: 16, dropout: 0.1",
            "monteclora", "rank: 4, dropout: 0.1, sampleScaler: 0.01, entropy: true",
            "lor2c",
                    "rank: 4, dropout: 0.1, merge: {every: 8, most: 1}, inject: {every: 13, most: 1}, targets: [query, value]",
            "rosa", "rank: 4, dropout: 0.1, density: 0.05, maskWarmup: 6, maskBatches: 5");

    /** Leave in a form of their own. */
    private static final Set<String> NATIVE = Set.of("lor2c", "rosa");

    private static Path folder;
    private static Installation installation;
    private static TopicHistory history;

    static Stream<String> methods() {
        return SETTINGS.keySet().stream().sorted();
    }

    @BeforeAll
    static void trainEachWithAndWithoutKills() throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "methods-").toAbsolutePath();
        installation = Installation.start(folder.resolve("site"));
        history = TopicHistory.of(installation.kafka());
        methods().forEach(method -> installation.submit(job("whole-" + method, adapter(method))));
        installation.feed(STREAM, 0, RECORDS);
        drain("tokenizer");
        installation.drain("trainer", "--threads", "2");
        methods().forEach(method -> installation.submit(job("killed-" + method, adapter(method))));
        dieAt(CrashPoint.BLOB_RENAMED, 7);
        killAfterAnotherStep();
        installation.drain("trainer", "--threads", "1");
        drain("checkpointer");
        drain("evaluator");
        Path asked = Files.writeString(
                folder.resolve("asked.jsonl"),
                "{\"id\": \"q\", \"text\": \"" + Sentences.example(0).getText() + "\"}\n");
        installation.command("feed", "--stream", STREAM, "--queries", "--file", asked.toString());
        installation.drain("predictor", "--serve", "newest", "--threads", "1");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private static void dieAt(CrashPoint point, int hits) {
        List<String> options = List.of("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":" + hits);
        Child trainer = installation.stage(options, "trainer", "--threads", "3");
        assertThat(trainer.exit(Installation.PATIENCE)).as(trainer.tail()).isEqualTo(CrashPoint.EXIT);
    }

    /** Of whichever job: after so few blobs not every one has learned all. */
    private static void killAfterAnotherStep() {
        long before = steps();
        Child trainer = installation.stage("trainer", "--threads", "2");
        Await.until("a job takes a step", () -> !trainer.alive() || steps() > before);
        trainer.kill();
    }

    private static long steps() {
        return methods().mapToLong(method -> history.step("killed-" + method)).sum();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void endsWithTheSameBitsHoweverOftenItWasKilled(String method) {
        // When
        String killed = "killed-" + method;

        // Then
        assertThat(state(killed)).isEqualTo(state("whole-" + method));
        assertThat(history.steps(killed)).hasSizeGreaterThan(20).isEqualTo(history.steps("whole-" + method));
        assertThat(checkpointed(killed)).hasSizeGreaterThan(1).isEqualTo(checkpointed("whole-" + method));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void canBeVerifiedRetrainedAndExplained(String method) {
        // Given
        String job = "killed-" + method;
        Checkpoint last = checkpoints(job).getLast();

        // When
        String verified = done("verify", "--job", job);
        String replayed = done("replay", "--job", job, "--to", Long.toString(last.getStep()), "--threads", "1");
        String explained = done("explain", last.getAdapterName(), "--limit", "3");

        // Then
        assertThat(verified).contains("job " + job + ": all is well");
        assertThat(replayed.lines()).allMatch(line -> line.contains(": the same bits, state "));
        assertThat(replayed).contains(state(job));
        assertThat(explained).contains("example-", "more: --after ");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void isEvaluatedAndPassesThroughTheGate(String method) {
        // When
        List<EvalResult> results = history.all(Topics.EVAL_RESULTS).stream()
                .filter(result -> result.getJobId().equals("killed-" + method))
                .toList();

        // Then
        assertThat(results).extracting(EvalResult::getStatus).contains(EvalStatus.COMPLETE);
        EvalResult last = results.stream()
                .filter(result -> result.getStep() == history.step("killed-" + method))
                .findFirst()
                .orElseThrow();
        assertThat(last.getStatus()).isEqualTo(EvalStatus.COMPLETE);
        assertThat(last.getMethod()).isEqualTo(method);
        assertThat(history.all(Topics.VERDICTS)).extracting(Verdict::getJobId).contains("killed-" + method);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void answersWhatItIsAskedWhateverFormItLeavesIn(String method) {
        // When
        List<Prediction> predictions = history.all(Topics.predictions(STREAM));

        // Then
        List<Prediction> twins = Stream.of("whole-", "killed-")
                .flatMap(twin ->
                        predictions.stream().filter(each -> each.getJobId().equals(twin + method)))
                .toList();
        assertThat(twins)
                .extracting(Prediction::getCheckpointId)
                .containsExactly(
                        checkpoints("whole-" + method).getLast().getCheckpointId(),
                        checkpoints("killed-" + method).getLast().getCheckpointId());
        assertThat(twins.getFirst().getProbabilities())
                .hasSize(2)
                .isEqualTo(twins.getLast().getProbabilities());
    }

    static Stream<String> peftMethods() {
        return methods().filter(method -> !NATIVE.contains(method));
    }

    static Stream<String> nativeMethods() {
        return methods().filter(NATIVE::contains);
    }

    @ParameterizedTest
    @MethodSource("nativeMethods")
    void leavesInItsOwnFormAloneAndIsGoneOnFrom(String method) throws IOException {
        // Given
        String job = "killed-" + method;
        Path out = folder.resolve(method);

        // When
        Command plain =
                run("export", "--job", job, "--out", out.resolve("plain").toString());
        Command merged =
                run("export", "--job", job, "--out", out.resolve("merged").toString(), "--merged");
        done("export", "--job", job, "--out", out.resolve("native").toString(), "--native");

        // Then
        assertThat(checkpoints(job)).extracting(Checkpoint::getFormat).containsOnly(CheckpointFormat.NATIVE);
        assertThat(plain.exit()).isEqualTo(2);
        assertThat(plain.err()).contains("PEFT has no form for ", "--native");
        if (method.equals("rosa")) {
            assertThat(out.resolve("merged/model.safetensors")).isNotEmptyFile();
        } else {
            assertThat(merged.exit()).isEqualTo(2);
            assertThat(merged.err()).contains("cannot be merged into its base: it goes around layers that");
        }
        assertThat(out.resolve("native/README.md")).content().contains("torch.nn.ModuleList");
        assertThat(Files.readString(out.resolve("native/adapter.safetensors"), StandardCharsets.ISO_8859_1))
                .contains(method.equals("rosa") ? "0.query.places" : "injected");
        String name = method + "-out";
        done("adapter", "import", out.resolve("native").toString(), "--name", name);
        String next = "next-" + method;
        installation.submit(job(next, "{method: %s}\nfrom: %s".formatted(method, name)));
        done("trainer", "--job", next, "--until-idle", "0.2", "--http-port", "0");
        assertThat(history.step(next)).isEqualTo(history.step(job));
        assertThat(state(next)).isNotEqualTo(state(job));
    }

    @ParameterizedTest
    @MethodSource("peftMethods")
    void leavesInEveryFormAndIsGoneOnFrom(String method) {
        // Given
        String job = "killed-" + method;
        Path out = folder.resolve(method);

        // When
        done("export", "--job", job, "--out", out.resolve("plain").toString());
        done("export", "--job", job, "--out", out.resolve("merged").toString(), "--merged");
        done("export", "--job", job, "--out", out.resolve("compact").toString(), "--compact");

        // Then
        assertThat(out.resolve("merged/model.safetensors")).isNotEmptyFile();
        assertThat(out.resolve("compact")).isDirectoryNotContaining("glob:**/method.safetensors");
        String name = method + "-out";
        String compact = done("adapter", "import", out.resolve("compact").toString(), "--name", name);
        assertThat(done("adapter", "import", out.resolve("plain").toString(), "--name", name))
                .isEqualTo(compact);
        String next = "next-" + method;
        installation.submit(job(next, "{method: %s}\nfrom: %s".formatted(method, name)));
        done("trainer", "--job", next, "--until-idle", "0.2", "--http-port", "0");
        assertThat(history.step(next)).isEqualTo(history.step(job));
        assertThat(state(next)).isNotEqualTo(state(job));
    }

    @ParameterizedTest
    @CsvSource({"rasa, vera", "tied-lora, rasa", "vera, tied-lora", "lor2c, rasa", "rosa, vera"})
    void anotherMethodsAdapterIsRefusedByName(String method, String other) throws IOException {
        // Given
        Path out = folder.resolve(other + "-for-" + method);
        done("export", "--job", "whole-" + other, "--out", out.toString(), "--compact");
        done("adapter", "import", out.toString(), "--name", other + "-for-" + method);
        String yaml = job("strange-" + method, "{method: %s}\nfrom: %s-for-%s".formatted(method, other, method));
        Path file = Files.writeString(folder.resolve("strange-" + method + ".yaml"), yaml);

        // When
        Command refused = run("submit", file.toString());

        // Then
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("was trained by " + other + ", expected " + method);
    }

    private static String job(String name, String adapter) {
        return """
            job: %s
            base: tiny
            stream: {name: %s, labels: [low, high], maxLength: 32, holdoutPercent: 20,
                     batch: {records: 8, minRecords: 2}}
            adapter: %s
            training: {baseDropout: true, warmupSteps: 5}
            snapshotEvery: 3
            checkpointEvery: 100
            evaluation: {minRecords: 20, window: 20, shardRecords: 20}
            gate: {rise: [accuracy]}
            """.formatted(name, STREAM, adapter);
    }

    private static String adapter(String method) {
        return "{method: %s, %s}".formatted(method, SETTINGS.get(method));
    }

    private static String state(String job) {
        return history.manifest(job).orElseThrow().getNewest().getSha256();
    }

    private static List<Checkpoint> checkpoints(String job) {
        return history.all(Topics.CHECKPOINTS).stream()
                .filter(checkpoint -> checkpoint.getJobId().equals(job))
                .toList();
    }

    private static List<Long> checkpointed(String job) {
        return checkpoints(job).stream().map(Checkpoint::getStep).toList();
    }

    /** Runs a stage in this process until it has nothing left to do. */
    private static void drain(String stage) {
        done(stage, "--until-idle", "0.5", "--http-port", "0");
    }

    private static String done(String... arguments) {
        return Command.succeed(connected(arguments));
    }

    private static Command run(String... arguments) {
        return Command.run(connected(arguments));
    }

    private static String[] connected(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", installation.kafka().bootstrapServers()));
        all.addAll(List.of("--blobs", installation.blobFolder().toUri().toString()));
        return all.toArray(String[]::new);
    }
}
