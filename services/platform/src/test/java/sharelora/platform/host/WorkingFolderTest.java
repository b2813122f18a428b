package sharelora.platform.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {

    @TempDir
    private Path parent;

    @Test
    void deletesTheFolderOfAKilledProcessAndNotThatOfALivingOne() throws Exception {
        // Given
        Process killed = another();
        Path left = folderOf(killed);
        Process living = another();
        Path used = folderOf(living);
        killed.destroyForcibly().waitFor();
        try {
            // When
            try (WorkingFolder own = WorkingFolder.open(parent)) {
                // Then
                assertThat(left).doesNotExist();
                assertThat(used.resolve("state")).exists();
                assertThat(own.path()).isDirectory();
            }
        } finally {
            living.destroyForcibly().waitFor();
        }
    }

    @Test
    void deletesItsOwnWhenItIsClosed() throws IOException {
        // Given
        WorkingFolder own = WorkingFolder.open(parent);
        Files.createDirectories(own.path().resolve("deeper/still"));

        // When
        own.close();

        // Then
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void leavesFoldersThatItDidNotMake() throws IOException {
        // Given
        Path other = Files.createDirectory(parent.resolve("sharelora-work-of-somebody"));

        // When
        WorkingFolder.open(parent).close();

        // Then
        assertThat(other).isDirectory();
    }

    private Process another() throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Another.class.getName(),
                        parent.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Its first line, written when it has its lock. */
    private static Path folderOf(Process process) {
        try {
            BufferedReader lines = process.inputReader();
            return Path.of(lines.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that uses its folder until it is killed. */
    static final class Another {

        private Another() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = WorkingFolder.open(Path.of(arguments[0])).path();
            Files.writeString(folder.resolve("state"), "half written");
            System.out.println(folder);
            System.in.read();
        }
    }
}
