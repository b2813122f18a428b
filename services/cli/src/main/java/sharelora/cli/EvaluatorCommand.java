package sharelora.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.StageOptions;
import sharelora.engine.EngineChoice;
import sharelora.evaluator.EvaluatorConfig;
import sharelora.evaluator.EvaluatorVerticle;
import sharelora.evaluator.Role;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Host;
import sharelora.platform.host.HostConfig;
import sharelora.platform.stage.StageDeclarations;

/** Checkpoint → EvalTask → EvalShard → EvalResult. */
@Command(
        name = "evaluator",
        description = "Checkpoint to EvalResult: plans, measures and adds up, in one process or in many.",
        mixinStandardHelpOptions = true)
final class EvaluatorCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

    @Mixin
    private EngineOption engine;

    @Option(
            names = "--roles",
            split = ",",
            defaultValue = "planner,worker,aggregator",
            description = "What this process does. Default: ${DEFAULT-VALUE}")
    private List<String> roles;

    @Option(names = "--threads", description = "Threads of a prediction. Default: one a processor")
    private Integer threads;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        EngineChoice choice = engine.choice(problems);
        HostConfig host = stage.host(StageDeclarations.EVALUATOR, problems);
        EvaluatorConfig config = config(choice);
        return Host.run(host, platform -> new EvaluatorVerticle(config, platform));
    }

    private EvaluatorConfig config(EngineChoice choice) {
        try {
            Set<Role> chosen = roles.stream().map(Role::of).collect(Collectors.toSet());
            return new EvaluatorConfig(
                    chosen, choice, threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of(e.getMessage());
        }
    }
}
