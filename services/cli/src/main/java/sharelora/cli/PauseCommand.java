package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.platform.host.Exit;

/** Has a job wait. */
@Command(
        name = "pause",
        description =
                "Has a job stop after the step that it is at, with a snapshot, and its stream wait where no other job "
                        + "learns from it.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        command.commandLine().getOut().println(of.controls().pause(of.job()).words());
        return Exit.DONE;
    }
}
