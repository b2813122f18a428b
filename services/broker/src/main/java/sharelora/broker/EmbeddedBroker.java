package sharelora.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller in one, in this JVM, on the loopback address only. It is the production server
 * on a real disk: transactions, groups and share groups work as anywhere, and a later broker can continue in its folder.
 *
 * <p>Durability is that of one node: what was acknowledged survives {@code kill -9}, not a power loss. A fault that Kafka
 * holds for fatal, such as a full disk, ends the JVM.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Returns when clients can connect.
     *
     * @throws BrokerException where folder or port cannot be used
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        return start(config, Map.of());
    }

    /**
     * Starts a broker with a second listener, where clients authenticate and may do only what was granted to them. Clients of
     * the first listener may do everything. See {@link AccessControl}.
     *
     * @param passwords by user name
     * @param port of the second listener, on the loopback address
     */
    public static EmbeddedBroker startLocked(BrokerConfig config, Map<String, String> passwords, int port) {
        return start(config, AccessControl.settings(passwords, port));
    }

    private static EmbeddedBroker start(BrokerConfig config, Map<String, String> locks) {
        Path folder = config.dataDir().toAbsolutePath();
        int port = config.port() == 0 ? freePort(0) : config.port();
        try {
            Files.createDirectories(folder);
            BrokerPrecheck.requireFree(port);
            BrokerPrecheck.requireUnused(folder);
            format(folder);
            Map<String, Object> settings = NodeSettings.of(folder, port, freePort(port));
            config.advertised().ifPresent(address -> NodeSettings.advertise(settings, address));
            locks.forEach((name, value) -> settings.merge(name, value, (open, more) -> open + "," + more));
            return new EmbeddedBroker(
                    started(new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM)), port);
        } catch (Exception e) {
            throw new BrokerException(
                    "broker cannot start on 127.0.0.1:" + port + " with data in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The bootstrap servers: {@code 127.0.0.1:PORT}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops cleanly; records and groups stay in the folder. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static KafkaRaftServer started(KafkaRaftServer server) {
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown(); // half a broker would keep the JVM alive
            throw e;
        }
    }

    private static void format(Path folder) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NodeSettings.NODE)
                .setControllerListenerName(NodeSettings.CONTROLLER)
                .setMetadataLogDirectory(folder.toString())
                .setDirectories(List.of(folder.toString()))
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    /** A port that was free a moment ago and most likely still is; never {@code taken}. */
    private static int freePort(int taken) {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return first.getLocalPort() == taken ? second.getLocalPort() : first.getLocalPort();
        } catch (IOException e) {
            throw new BrokerException("no free port on the loopback address", e);
        }
    }
}
