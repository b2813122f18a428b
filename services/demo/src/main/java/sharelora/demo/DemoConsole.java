package sharelora.demo;

import io.vertx.core.Vertx;
import sharelora.console.ConsoleConfig;
import sharelora.console.ConsoleVerticle;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.http.HttpEndpoint;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageProcess;

/** The page that the demo is looked at on, for this machine alone. */
record DemoConsole(HttpEndpoint http, Health health, Metrics metrics) {

    private static final StageProcess CONSOLE = StageDeclarations.CONSOLE.process();

    /** Listens on the console's own port, or on a free one where that is taken. */
    static DemoConsole listen(Vertx vertx) {
        Health health = new Health();
        Metrics metrics = Metrics.withJvm();
        HttpEndpoint http = HttpEndpoint.start(vertx, HttpConfig.loopback(CONSOLE.port()), health, metrics)
                .recover(taken -> HttpEndpoint.start(vertx, HttpConfig.loopback(0), health, metrics))
                .await();
        return new DemoConsole(http, health, metrics);
    }

    /** Where a browser finds it. */
    String address() {
        return "http://127.0.0.1:" + http.port();
    }

    /** Shows what that platform's broker holds. @return the deployment's id */
    String show(Vertx vertx, Platform platform) {
        ConsoleVerticle console = new ConsoleVerticle(ConsoleConfig.ofOneProcess(), platform);
        http.answersWith(console.apiRoot(), console.api().orElseThrow());
        return StageDeployment.deploy(vertx, CONSOLE.word(), console).await();
    }
}
