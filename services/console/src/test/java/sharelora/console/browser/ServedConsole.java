package sharelora.console.browser;

import io.vertx.core.Vertx;
import sharelora.console.ConsoleConfig;
import sharelora.console.ConsoleVerticle;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.http.HttpEndpoint;

/** A console on a port of this machine, over an installation that outlives it. */
final class ServedConsole implements AutoCloseable {

    private final Vertx vertx;
    private final HttpEndpoint http;
    private final Platform platform;

    private ServedConsole(Vertx vertx, HttpEndpoint http, Platform platform) {
        this.vertx = vertx;
        this.http = http;
        this.platform = platform;
    }

    /** @param port 0: any free one */
    static ServedConsole start(TestInstallation installation, int port) {
        return start(installation.platform(), port);
    }

    /** The same with a platform of one's own, whose broker may be reached through something. */
    static ServedConsole start(Platform platform, int port) {
        Vertx vertx = Vertx.vertx();
        HttpEndpoint http = HttpEndpoint.start(vertx, HttpConfig.loopback(port), platform.health(), platform.metrics())
                .await();
        ConsoleVerticle console = new ConsoleVerticle(ConsoleConfig.ofOneProcess(), platform);
        http.answersWith(console.apiRoot(), console.api().orElseThrow());
        StageDeployment.deploy(vertx, "console", console).await();
        return new ServedConsole(vertx, http, platform);
    }

    int port() {
        return http.port();
    }

    String address() {
        return "http://127.0.0.1:" + http.port();
    }

    /** Whether the log was read and is followed. */
    boolean ready() {
        return platform.health().ready().up();
    }

    @Override
    public void close() {
        http.close().await();
        vertx.close().await();
    }
}
