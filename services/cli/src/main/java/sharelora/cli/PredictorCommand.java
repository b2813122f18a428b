package sharelora.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.ApiOptions;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.StageOptions;
import sharelora.engine.EngineChoice;
import sharelora.operations.Problems;
import sharelora.platform.host.Host;
import sharelora.platform.host.HostConfig;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.http.TlsFiles;
import sharelora.platform.stage.StageDeclarations;
import sharelora.predictor.PredictorConfig;
import sharelora.predictor.PredictorVerticle;
import sharelora.predictor.compute.Batching;
import sharelora.predictor.http.Limits;

/** Query → Prediction. */
@Command(
        name = "predictor",
        description = "Query to Prediction, from topics and over HTTP: any number of them share a stream's partitions.",
        mixinStandardHelpOptions = true)
final class PredictorCommand implements Callable<Integer> {

    private static final int MOST = 1_000_000;

    @Mixin
    private StageOptions stage;

    @Mixin
    private EngineOption engine;

    @Mixin
    private ApiOptions api;

    @Option(names = "--stream", description = "The stream to answer. Default: every one that has a job")
    private String stream;

    @Option(names = "--threads", description = "Threads of a prediction. Default: one a processor")
    private Integer threads;

    @Option(
            names = "--max-tokens",
            defaultValue = "4096",
            description = "Tokens after which a batch is full. Default: ${DEFAULT-VALUE}")
    private int maxTokens;

    @Option(
            names = "--max-wait",
            paramLabel = "MS",
            defaultValue = "5",
            description = "Milliseconds that a request waits for others to share its batch. Default: ${DEFAULT-VALUE}")
    private int maxWait;

    @Option(
            names = "--queue",
            paramLabel = "REQUESTS",
            defaultValue = "64",
            description = "Most requests that are read, waiting or computed at a time. Default: ${DEFAULT-VALUE}")
    private int queue;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Seconds after which a request is given up, up to 240. Default: ${DEFAULT-VALUE}")
    private int timeout;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        EngineChoice choice = engine.choice(problems);
        int computing = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        require(problems, "--threads", computing, 1, 1_024);
        require(problems, "--max-tokens", maxTokens, 1, MOST);
        require(problems, "--max-wait", maxWait, 0, 60_000);
        require(problems, "--queue", queue, 1, MOST);
        require(problems, "--timeout", timeout, 1, 240);
        Optional<BearerTokens> allowed = api.tokens(stage.httpHost(), problems);
        Optional<TlsFiles> tls = api.tls(stage.httpHost(), problems);
        HostConfig host = stage.host(StageDeclarations.PREDICTOR.process(), tls, problems);
        PredictorConfig config = new PredictorConfig(
                Optional.ofNullable(stream),
                choice,
                computing,
                new Batching(maxTokens, Duration.ofMillis(maxWait)),
                new Limits(queue, Duration.ofSeconds(timeout)),
                allowed);
        return Host.run(host, platform -> new PredictorVerticle(config, platform));
    }

    private static void require(Problems problems, String option, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(option, value, "a number from " + least + " to " + most);
        }
    }
}
