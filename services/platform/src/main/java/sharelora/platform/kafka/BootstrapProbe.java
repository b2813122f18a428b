package sharelora.platform.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether anybody listens where the brokers are said to be. A poll of Kafka's clients returns nothing for ever when
 * nobody does, and a request of theirs fails after long without saying where: a connection tells at once. Not thread-safe.
 */
final class BootstrapProbe {

    private static final Pattern SERVER = Pattern.compile("(?:\\w+://)?\\[?([\\w.:%-]+?)]?:(\\d{1,5})");
    private static final int PATIENCE_MS = 3_000;
    private static final long TRUST_NANOS = Duration.ofSeconds(5).toNanos();

    private final List<String> servers;
    private long heardAt = System.nanoTime();

    private BootstrapProbe(List<String> servers) {
        this.servers = servers;
    }

    static BootstrapProbe of(KafkaSettings kafka) {
        return new BootstrapProbe(servers(kafka.bootstrapServers()).toList());
    }

    /** Whether that is a list of servers as Kafka takes it. */
    static boolean isWellFormed(String bootstrapServers) {
        return servers(bootstrapServers).findAny().isPresent()
                && servers(bootstrapServers)
                        .allMatch(server -> SERVER.matcher(server).matches());
    }

    /**
     * Returns when one of them takes a connection.
     *
     * @throws LogUnavailableException naming all of them, where none does
     */
    void require() {
        IOException last = null;
        for (String server : servers) {
            try {
                connect(server);
                heardAt = System.nanoTime();
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new LogUnavailableException(
                "no Kafka broker at " + String.join(", ", servers) + ": " + reason(last), last);
    }

    /**
     * For after every poll: asks only where nothing has been heard for five seconds.
     *
     * @param silent the poll has returned nothing
     * @throws LogUnavailableException as {@link #require()}
     */
    void watch(boolean silent) {
        if (!silent) {
            heardAt = System.nanoTime();
        } else if (System.nanoTime() - heardAt >= TRUST_NANOS) {
            require();
        }
    }

    private static Stream<String> servers(String bootstrapServers) {
        return Stream.of(bootstrapServers.split(",")).map(String::strip).filter(server -> !server.isEmpty());
    }

    /** A name may have several addresses; Kafka tries all of them too. */
    static void connect(String server) throws IOException {
        Matcher parts = SERVER.matcher(server);
        if (!parts.matches()) {
            throw new IOException("expected HOST:PORT");
        }
        IOException last = null;
        for (InetAddress address : InetAddress.getAllByName(parts.group(1))) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, Integer.parseInt(parts.group(2))), PATIENCE_MS);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Why nobody was reached, in few words. */
    static String reason(IOException e) {
        return e instanceof UnknownHostException ? "unknown host" : e.getMessage();
    }
}
