package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/**
 * The command as it is packed, in a process of its own on the jars of {@code target/app} alone. Tests inside this JVM would
 * not miss a library that only they depend on.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackedCommandIT {

    private static final String LIBRARIES = Path.of("target", "app", "lib").toAbsolutePath() + "/*";

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void start() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        installation = TestInstallation.start(folder, blobs);
        Path base = new TinyBase(16, 2, 46, 64, 0.3, false).writeTo(folder.resolve("base"));
        new BaseModels(blobs).importFolder(base, "minilm");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    @Test
    void submitsAnExampleAndFeedsItATable() throws Exception {
        // Given
        Path table = Files.writeString(folder.resolve("rows.csv"), "text,label\n\"w1, w2\",billing\n");

        // When
        Run submitted = run("submit", example("classification.yaml"));
        Run fed = run("feed", "--stream", "tickets", "--file", table.toString());

        // Then
        assertThat(submitted.exit()).as(submitted.printed()).isZero();
        assertThat(submitted.printed()).contains("job tickets: submitted, stream tickets: submitted");
        assertThat(TopicTable.read(installation.kafka(), Topics.JOBS)).containsKey("tickets");
        assertThat(fed.exit()).as(fed.printed()).isZero();
        assertThat(installation.read(Topics.examples("tickets")))
                .extracting(Example::getText)
                .containsExactly("w1, w2");
    }

    @ParameterizedTest
    @CsvSource({"regression.yaml, bert-base", "generation.yaml, smollm2"})
    void readsEveryOtherExampleAsFarAsItsBaseWhichIsNotHere(String file, String base) throws Exception {
        // When
        Run submitted = run("submit", example(file));

        // Then
        assertThat(submitted.exit()).as(submitted.printed()).isEqualTo(2);
        assertThat(submitted.printed())
                .contains("base: '" + base + "', expected a base in the blob store")
                .doesNotContain("Error", "Exception");
    }

    private static String example(String name) {
        return Deployed.ROOT.resolve("infra/examples").resolve(name).toString();
    }

    /** Runs the command against this installation, through the product's own launcher. */
    private static Run run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Deployed.ROOT.resolve("infra/build/launch").toString(), LIBRARIES, "sharelora.cli.Main"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--bootstrap-servers", installation.kafka().bootstrapServers()));
        line.addAll(List.of("--blobs", folder.resolve("blobs").toUri().toString()));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "SHARELORA_HOME",
                        folder.resolve("home").toString()));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), printed);
    }

    private record Run(int exit, String printed) {}
}
