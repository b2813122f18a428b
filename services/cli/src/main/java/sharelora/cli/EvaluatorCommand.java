package sharelora.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.StageOptions;
import sharelora.evaluator.EvaluatorConfig;
import sharelora.evaluator.EvaluatorVerticle;
import sharelora.evaluator.Role;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Host;
import sharelora.platform.stage.StageDeclarations;

/** Checkpoint → EvalTask → EvalShard → EvalResult. */
@Command(
        name = "evaluator",
        description = "Checkpoint to EvalResult: plans, measures and adds up, in one process or in many.",
        mixinStandardHelpOptions = true)
final class EvaluatorCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

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
        EvaluatorConfig config = config();
        return Host.run(stage.host(StageDeclarations.EVALUATOR), platform -> new EvaluatorVerticle(config, platform));
    }

    private EvaluatorConfig config() {
        try {
            Set<Role> chosen = roles.stream().map(Role::of).collect(Collectors.toSet());
            return new EvaluatorConfig(
                    chosen, threads == null ? EvaluatorConfig.defaults().threads() : threads);
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of(e.getMessage());
        }
    }
}
