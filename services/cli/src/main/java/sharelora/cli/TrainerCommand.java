package sharelora.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.StageOptions;
import sharelora.engine.EngineChoice;
import sharelora.operations.Problems;
import sharelora.platform.host.Host;
import sharelora.platform.host.HostConfig;
import sharelora.platform.stage.StageDeclarations;
import sharelora.trainer.TrainerConfig;
import sharelora.trainer.TrainerVerticle;

/** TokenBatch → TrainStep, AdapterSnapshot. */
@Command(
        name = "trainer",
        description = "TokenBatch to TrainStep and AdapterSnapshot: trains one job, or every running one.",
        mixinStandardHelpOptions = true)
final class TrainerCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

    @Mixin
    private EngineOption engine;

    @Option(names = "--job", description = "The job to train. Default: every running one")
    private String job;

    @Option(
            names = "--threads",
            description = "Threads of each job; they have no influence on the bits. Default: one a processor")
    private Integer threads;

    @Option(
            names = "--strict",
            description = "Refuse a job whose newest state was computed on another kind of CPU, by other libraries or "
                    + "another Java: its bits would not be the ones it would have had there. Default: say so and go on")
    private boolean strict;

    @Override
    public Integer call() {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        Problems problems = new Problems();
        if (count < 1) {
            problems.add("--threads", count, "at least 1");
        }
        EngineChoice choice = engine.choice(problems);
        HostConfig host = stage.host(StageDeclarations.TRAINER.process(), problems);
        TrainerConfig config =
                new TrainerConfig(Optional.ofNullable(job), choice, count, TrainerConfig.FENCED_WAIT, strict);
        return Host.run(host, platform -> new TrainerVerticle(config, platform));
    }
}
