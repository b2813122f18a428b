package sharelora.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Looks before a broker starts whether it can have its port and its folder: Kafka finds out late, and tells it in pages
 * of stack traces.
 */
final class BrokerPrecheck {

    /** Kafka's own, held while a broker runs. */
    private static final String LOCK = ".lock";

    private BrokerPrecheck() {}

    /**
     * Returns when nobody listens there.
     *
     * @throws IOException naming the port
     */
    static void requireFree(int port) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            throw new IOException("port " + port + ": " + e.getMessage() + ", expected a free one", e);
        }
    }

    /**
     * Returns when no broker runs in that folder.
     *
     * @throws IOException naming the folder
     */
    static void requireUnused(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, e);
        }
        throw inUse(folder, null);
    }

    private static IOException inUse(Path folder, Throwable cause) {
        return new IOException("another broker runs in " + folder + ", expected a folder of its own", cause);
    }
}
