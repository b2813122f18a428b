package sharelora.checkpointer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import sharelora.platform.host.WorkingFolder;

/**
 * A temporary folder that is deleted when it is closed.
 *
 * @param folder the folder, empty at first
 */
record TemporaryFolder(Path folder) implements AutoCloseable {

    static TemporaryFolder create() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(WorkingFolder.ofThisProcess(), "checkpoint-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
