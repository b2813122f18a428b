package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** infra/build/launch passes on what the JVM says, whatever the terminal does. A script stands in for the JVM. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchTest {

    /** Lives through Ctrl-C, as a stage does while it stops, and speaks when its input has a line. */
    private static final String JAVA = """
            #!/bin/sh
            trap '' INT
            echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
            echo started >&2
            read line
            echo stopped >&2
            """;

    @TempDir
    private static Path folder;

    @Test
    void passesOnTheLastLinesAfterCtrlC() throws Exception {
        // Given
        Process launched = launch();
        BufferedReader said = launched.errorReader();
        assertThat(said.readLine()).isEqualTo("started");

        // When
        interruptGroup(launched.pid());
        try (OutputStream input = launched.getOutputStream()) {
            input.write('\n');
        }

        // Then
        assertThat(said.readAllLines()).containsExactly("stopped");
        assertThat(launched.waitFor()).isZero();
    }

    /** In a session of its own, so that its process group is its own too, as a terminal's foreground job is. */
    private static Process launch() throws IOException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, JAVA);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder(
                "setsid", Deployed.ROOT.resolve("infra/build/launch").toString(), "classes", "Main");
        builder.environment().put("JAVA_HOME", folder.toString());
        return builder.start();
    }

    /** As Ctrl-C does: the signal is pending at every process of the group when this returns. */
    private static void interruptGroup(long group) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + group).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
