package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.platform.host.Exit;

/** Ends a job for good. */
@Command(
        name = "delete",
        description =
                "Has a job stop for good. Its states are deleted, and its checkpoints but for step 0, the newest and "
                        + "the promoted one; its stream stays.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        command.commandLine().getOut().println(of.controls().delete(of.job()).words());
        return Exit.DONE;
    }
}
