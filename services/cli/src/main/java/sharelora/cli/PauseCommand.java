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
        boolean changed = new JobStates(of.kafka()).change(of.job(), JobState.PAUSED);
        command.commandLine()
                .getOut()
                .println("job " + of.job() + ": "
                        + (changed
                                ? "PAUSED; it goes on with: resume, while the stream's retention still holds what comes next"
                                : "unchanged, it was PAUSED already"));
        return Exit.DONE;
    }
}
