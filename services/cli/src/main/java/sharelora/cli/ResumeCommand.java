package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.platform.host.Exit;

/** Has a paused job go on. */
@Command(name = "resume", description = "Has a paused job go on where it stopped.", mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        command.commandLine().getOut().println(of.controls().resume(of.job()).words());
        return Exit.DONE;
    }
}
