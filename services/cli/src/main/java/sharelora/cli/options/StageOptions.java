package sharelora.cli.options;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.operations.Problems;
import sharelora.platform.host.HostConfig;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.http.TlsFiles;
import sharelora.platform.stage.StageProcess;

/** What every stage takes when it runs in a process of its own. */
public final class StageOptions {

    private static final int LAST_PORT = 65_535;
    private static final double LONGEST_IDLE = 1e9;

    @Mixin
    private Connection connection;

    @Option(
            names = "--http-host",
            defaultValue = "127.0.0.1",
            description = "Address for /health/live, /health/ready and /metrics. Default: ${DEFAULT-VALUE}")
    private String httpHost;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port for them, 0 for any free one. Default: 8081 to 8085 in the order of the flow, the"
                    + " console's 8080")
    private Integer httpPort;

    @Option(
            names = "--until-idle",
            paramLabel = "SECONDS",
            description = "Drain, commit and exit 0 after this long without work. Default: run until told to stop")
    private Double untilIdle;

    /** Where HTTP is served. */
    public String httpHost() {
        return httpHost;
    }

    /**
     * How the process runs that stage.
     *
     * @throws sharelora.operations.WrongUsageException naming every value that is out of range
     */
    public HostConfig host(StageProcess stage) {
        return host(stage, new Problems());
    }

    /** As the other, where the command has found problems of its own: all of them are named at once. */
    public HostConfig host(StageProcess stage, Problems problems) {
        return host(stage, Optional.empty(), problems);
    }

    /** As the other, over TLS by these files. */
    public HostConfig host(StageProcess stage, Optional<TlsFiles> tls, Problems problems) {
        check(problems);
        return new HostConfig(
                stage.word(),
                connection.kafka(),
                connection.blobsUri(),
                new HttpConfig(httpHost, httpPort == null ? stage.port() : httpPort, tls),
                Optional.ofNullable(untilIdle).map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000))));
    }

    private void check(Problems problems) {
        if (httpPort != null && (httpPort < 0 || httpPort > LAST_PORT)) {
            problems.add("--http-port", httpPort, "a port from 0 to " + LAST_PORT);
        }
        if (untilIdle != null && !(untilIdle >= 0 && untilIdle < LONGEST_IDLE)) {
            problems.add("--until-idle", untilIdle, "seconds from 0");
        }
        problems.throwIfAny("wrong usage");
    }
}
