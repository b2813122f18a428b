package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.operations.jobs.JobRetries;
import sharelora.platform.host.Exit;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

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
        Job job = new JobRetries(of.kafka()).raise(of.job());
        command.commandLine()
                .getOut()
                .println("job " + of.job() + ": tried again now in every stage where it stands still (retry "
                        + job.getRetries()
                        + ")"
                        + (job.getState() == JobState.PAUSED
                                ? "; it is PAUSED, and is trained again with: resume"
                                : ""));
        return Exit.DONE;
    }
}
