package sharelora.broker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a broker lives.
 *
 * @param dataDir its folder; made where it is missing, taken up again where it is there
 * @param port port on the loopback address; 0: any free one
 * @param advertised HOST:PORT that clients are told to come back to, where something stands between; empty: the port
 */
public record BrokerConfig(Path dataDir, int port, Optional<String> advertised) {

    public BrokerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ": expected 0 to 65535");
        }
    }

    /** One that clients reach directly. */
    public BrokerConfig(Path dataDir, int port) {
        this(dataDir, port, Optional.empty());
    }
}
