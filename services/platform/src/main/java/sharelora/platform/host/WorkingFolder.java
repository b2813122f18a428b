package sharelora.platform.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for a process's temporary files. A process that ends deletes its own, unless a file is still in use then; one
 * that is killed leaves it. The next process on this machine deletes what was left.
 *
 * <p>A process holds a lock on a file in its folder for as long as it lives, and the system lets go of that lock however
 * the process ends. So a folder whose lock can be had belongs to nobody any more. A process id would not do: it is given
 * to another process later, and is another one in another container that shares the temporary folder.
 */
public final class WorkingFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkingFolder.class);
    private static final String PREFIX = "sharelora-work-";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private WorkingFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** The folder of this process, in the system's temporary folder. */
    public static Path ofThisProcess() {
        return OfThisProcess.FOLDER.path();
    }

    private static final class OfThisProcess {

        private static final WorkingFolder FOLDER = open(Path.of(System.getProperty("java.io.tmpdir")));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(FOLDER::closeWhereUnused, "working-folder"));
        }
    }

    /** Deletes what killed processes have left in {@code parent} and makes a folder of its own there. */
    static WorkingFolder open(Path parent) {
        try {
            clean(parent);
            // Nobody takes a folder for abandoned before it has its name, and it gets its name with its lock held.
            Path unnamed = Files.createTempDirectory(parent, "sharelora-new-");
            FileChannel lock =
                    FileChannel.open(unnamed.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            String random = unnamed.getFileName().toString().substring("sharelora-new-".length());
            Path folder = Files.move(unnamed, parent.resolve(PREFIX + random), StandardCopyOption.ATOMIC_MOVE);
            return new WorkingFolder(folder, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("no working folder in " + parent + ": " + e.getMessage(), e);
        }
    }

    /** Where it is. */
    Path path() {
        return folder;
    }

    private static void clean(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    deleteWhereAbandoned(folder);
                }
            }
        }
    }

    private static void deleteWhereAbandoned(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.tryLock()) {
            if (held != null) {
                delete(folder);
                LOG.info("deleted the folder of a process that was killed folder={}", folder);
            }
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            LOG.debug("not ours to delete folder={} cause={}", folder, e.toString()); // in use here, or just deleted
        } catch (IOException e) {
            LOG.debug("not deleted folder={} cause={}", folder, e.toString()); // another user's
        }
    }

    /** The lock goes last: without it nobody would ever know that the rest may go. */
    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder) && !file.equals(folder.resolve(LOCK)))
                    .toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }

    /** A stage that is drained while the process ends may still write its last state. */
    private void closeWhereUnused() {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.allMatch(folder.resolve(LOCK)::equals)) {
                close();
            }
        } catch (IOException e) {
            LOG.debug("left behind folder={} cause={}", folder, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            delete(folder);
            lock.close();
        } catch (IOException e) {
            LOG.warn("left behind folder={} cause={}", folder, e.toString()); // the next process deletes it
        }
    }
}
