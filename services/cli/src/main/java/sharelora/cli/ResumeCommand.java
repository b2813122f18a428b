package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.operations.jobs.JobStates;
import sharelora.platform.host.Exit;
import sharelora.schemas.JobState;

/** Has a paused job go on. */
@Command(name = "resume", description = "Has a paused job go on where it stopped.", mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        boolean changed = new JobStates(of.kafka()).change(of.job(), JobState.RUNNING);
        command.commandLine()
                .getOut()
                .println("job " + of.job() + ": " + (changed ? "RUNNING" : "unchanged, it was RUNNING already"));
        return Exit.DONE;
    }
}
