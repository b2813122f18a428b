package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.operations.WrongUsageException;

class DemoFolderTest {

    @TempDir
    private Path parent;

    @Test
    void replacesTheLastRunAndKeepsTheBaseModels() throws IOException {
        // Given
        Path path = parent.resolve("new/demo");
        DemoFolder.prepare(path);
        for (String file : List.of(
                "broker/topic-0/0.log",
                "blobs/models/minilm/1/manifest.json",
                "blobs/states/demo/1",
                "blobs/checkpoints/2/manifest.json",
                "blobs/suites/3",
                "blobs/probes/4")) {
            Files.createDirectories(path.resolve(file).getParent());
            Files.writeString(path.resolve(file), "content");
        }

        // When
        DemoFolder folder = DemoFolder.prepare(path);

        // Then
        try (var left = Files.walk(path)) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(file -> path.relativize(file).toString()))
                    .containsExactlyInAnyOrder("sharelora-demo", "blobs/models/minilm/1/manifest.json");
        }
        assertThat(folder.broker()).isAbsolute().doesNotExist();
    }

    @Test
    void takesAnEmptyFolder() throws IOException {
        // When
        DemoFolder folder = DemoFolder.prepare(parent);

        // Then
        assertThat(folder.blobs()).isEqualTo(parent.resolve("blobs"));
    }

    @Test
    void refusesAFolderThatNoDemoHasWrittenAndLeavesItAlone() throws IOException {
        // Given
        Path foreign = Files.createDirectories(parent.resolve("broker")).resolve("precious");
        Files.writeString(foreign, "content");

        // When / Then
        assertThatThrownBy(() -> DemoFolder.prepare(parent))
                .isInstanceOf(WrongUsageException.class)
                .hasMessage("--data: '" + parent + "' holds other files, expected an empty folder");
        assertThat(foreign).hasContent("content");
    }

    @Test
    void refusesAFile() throws IOException {
        // Given
        Path file = Files.writeString(parent.resolve("file"), "content");

        // When / Then
        assertThatThrownBy(() -> DemoFolder.prepare(file))
                .isInstanceOf(WrongUsageException.class)
                .hasMessage("--data: '" + file + "' is a file, expected a folder");
    }
}
