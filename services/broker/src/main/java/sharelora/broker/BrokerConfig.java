package sharelora.broker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder and the address of a broker.
 *
 * @param dataDir folder of its log; it is created where it is missing, and a broker that ran there before continues
 * @param port port on the loopback address; 0: any free one
 * @param advertised HOST:PORT that the broker advertises, for clients that reach it through a proxy; empty: the port itself
 */
public record BrokerConfig(Path dataDir, int port, Optional<String> advertised) {

    public BrokerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ": expected 0 to 65535");
        }
    }

    /** A broker that clients reach directly. */
    public BrokerConfig(Path dataDir, int port) {
        this(dataDir, port, Optional.empty());
    }
}
