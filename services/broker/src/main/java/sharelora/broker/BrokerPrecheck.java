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
 * Checks before a broker starts that its port and its folder are free: Kafka itself finds out late, and reports it in pages
 * of stack traces.
 */
final class BrokerPrecheck {

    /** Kafka's own lock file, held while a broker runs. */
    private static final String LOCK = ".lock";

    private BrokerPrecheck() {}

    /**
     * Checks that no process listens on the port.
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
     * Checks that no broker runs in the folder.
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
