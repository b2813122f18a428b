package sharelora.platform.http;

/**
 * Where HTTP is served.
 *
 * @param host loopback unless told otherwise
 * @param port 0: any free one
 */
public record HttpConfig(String host, int port) {

    public static HttpConfig loopback(int port) {
        return new HttpConfig("127.0.0.1", port);
    }
}
