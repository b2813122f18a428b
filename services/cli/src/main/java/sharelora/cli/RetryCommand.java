package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.platform.host.Exit;

/** Has a job that stands still tried again. */
@Command(
        name = "retry",
        description = "Has every stage in which a job stands still try it again at once, and its back-off begin anew.",
        mixinStandardHelpOptions = true)
final class RetryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        command.commandLine().getOut().println(of.controls().retry(of.job()).words());
        return Exit.DONE;
    }
}
