package sharelora.platform.http;

import java.util.Optional;

/**
 * Where HTTP is served.
 *
 * @param host loopback unless told otherwise
 * @param port 0: any free one
 * @param tls what it is served with TLS by; empty: without
 */
public record HttpConfig(String host, int port, Optional<TlsFiles> tls) {

    public static HttpConfig loopback(int port) {
        return new HttpConfig("127.0.0.1", port, Optional.empty());
    }
}
