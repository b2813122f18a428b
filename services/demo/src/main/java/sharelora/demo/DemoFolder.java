package sharelora.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import sharelora.operations.WrongUsageException;

/** The demo's folder: the broker's data and the blobs of the last run, which the next run replaces. */
record DemoFolder(Path path) {

    private static final String MARKER = "sharelora-demo";
    private static final List<String> OF_ONE_RUN =
            List.of("broker", "blobs/states", "blobs/checkpoints", "blobs/suites", "blobs/probes");

    /**
     * Empties what an earlier run left; imported base models stay.
     *
     * @throws WrongUsageException where the folder holds what no demo has written
     */
    static DemoFolder prepare(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw WrongUsageException.of("--data: '" + path + "' is a file, expected a folder");
        }
        Files.createDirectories(path);
        Path marker = path.resolve(MARKER);
        try (var content = Files.list(path)) {
            if (!Files.exists(marker) && content.findAny().isPresent()) {
                throw WrongUsageException.of("--data: '" + path + "' holds other files, expected an empty folder");
            }
        }
        if (!Files.exists(marker)) {
            Files.createFile(marker);
        }
        for (String part : OF_ONE_RUN) {
            delete(path.resolve(part));
        }
        return new DemoFolder(path.toAbsolutePath());
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path blobs() {
        return path.resolve("blobs");
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
