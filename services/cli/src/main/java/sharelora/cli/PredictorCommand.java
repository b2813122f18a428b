package sharelora.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import sharelora.predictor.adapter.ServeChoice;
import sharelora.predictor.adapter.ServeOptions;
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

    @Option(
            names = "--serve",
            paramLabel = "[JOB=]CHECKPOINT",
            description =
                    "promoted, newest, or a checkpoint's id or adapter name that answers, whatever the job files say;"
                            + " of one job or of all. Repeatable. Default: what the job files say")
    private List<String> serve = List.of();

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
        ServeOptions served = serving(problems);
        Optional<BearerTokens> allowed = api.tokens(stage.httpHost(), problems);
        Optional<TlsFiles> tls = api.tls(stage.httpHost(), problems);
        HostConfig host = stage.host(StageDeclarations.PREDICTOR.process(), tls, problems);
        PredictorConfig config = new PredictorConfig(
                Optional.ofNullable(stream),
                served,
                choice,
                computing,
                new Batching(maxTokens, Duration.ofMillis(maxWait)),
                new Limits(queue, Duration.ofSeconds(timeout)),
                allowed);
        return Host.run(host, platform -> new PredictorVerticle(config, platform));
    }

    private ServeOptions serving(Problems problems) {
        Map<String, ServeChoice> jobs = new HashMap<>();
        ServeChoice all = null;
        for (String each : serve) {
            int equals = each.indexOf('=');
            ServeChoice choice = ServeChoice.of(each.substring(equals + 1));
            boolean named = choice instanceof ServeChoice.Named;
            if (equals == 0 || equals == each.length() - 1 || (named && equals < 0)) {
                problems.add("--serve", each, "promoted, newest, JOB=promoted, JOB=newest or JOB=CHECKPOINT");
            } else if (equals > 0) {
                jobs.put(each.substring(0, equals), choice);
            } else {
                all = choice;
            }
        }
        return new ServeOptions(Optional.ofNullable(all), jobs);
    }

    private static void require(Problems problems, String option, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(option, value, "a number from " + least + " to " + most);
        }
    }
}
