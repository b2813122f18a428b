package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sharelora.checkpointer.CheckpointerConfig;
import sharelora.checkpointer.CheckpointerVerticle;
import sharelora.cli.options.StageOptions;
import sharelora.platform.host.Host;
import sharelora.platform.stage.StageDeclarations;

/** AdapterSnapshot → Checkpoint. */
@Command(
        name = "checkpointer",
        description =
                "AdapterSnapshot to Checkpoint: writes PEFT folders, announces them, and deletes what is not kept.",
        mixinStandardHelpOptions = true)
final class CheckpointerCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

    @Override
    public Integer call() {
        return Host.run(
                stage.host(StageDeclarations.CHECKPOINTER.process()),
                platform -> new CheckpointerVerticle(CheckpointerConfig.standard(), platform));
    }
}
