package sharelora.broker;

import java.nio.file.Path;

/**
 * Where a broker lives.
 *
 * @param dataDir its folder; made where it is missing, taken up again where it is there
 * @param port port on the loopback address; 0: any free one
 */
public record BrokerConfig(Path dataDir, int port) {

    public BrokerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + ": expected 0 to 65535");
        }
    }
}
