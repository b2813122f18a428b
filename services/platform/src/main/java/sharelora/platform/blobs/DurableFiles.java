package sharelora.platform.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import sharelora.platform.failure.CrashPoint;

/** Files below a root that appear whole and stay, or do not appear. */
final class DurableFiles {

    /** No key can name this folder, since keys have no tilde, so no reader sees what a crash leaves there. */
    private static final String TEMPORARY = "~writing";

    private static final int TRIES = 5;

    private final Path root;
    private final Path workplace;

    DurableFiles(Path root) {
        this.root = root;
        this.workplace = root.resolve(TEMPORARY);
    }

    boolean isWorkplace(Path folder) {
        return folder.equals(workplace);
    }

    /** Writes a file's content to a channel. */
    @FunctionalInterface
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    void create(Path target, Content content) throws IOException {
        Files.createDirectories(workplace);
        Path draft = workplace.resolve(UUID.randomUUID().toString());
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            CrashPoint.BLOB_WRITTEN.hit();
            moveIntoPlace(draft, target);
            CrashPoint.BLOB_RENAMED.hit();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Tries again where a delete removes the folder, empty for a moment, between its making and the move. */
    private void moveIntoPlace(Path draft, Path target) throws IOException {
        for (int tried = 1; ; tried++) {
            try {
                makeFolder(target.getParent());
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
                force(target.getParent());
                return;
            } catch (NoSuchFileException e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** A new folder is durable only when the folder that it is in was forced to disk. */
    private void makeFolder(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder; !at.equals(root) && !Files.isDirectory(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path each : missing) {
            Files.createDirectories(each);
            force(each.getParent());
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void copy(Path from, FileChannel to) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ)) {
            long size = source.size();
            for (long at = 0; at < size; ) {
                long copied = source.transferTo(at, size - at, to);
                if (copied == 0) {
                    throw new IOException(from + " became shorter while it was read");
                }
                at += copied;
            }
        }
    }

    static void write(ByteBuffer bytes, FileChannel to) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** The JDK has no exception of its own for a full disk; these are the system's words. */
    static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
