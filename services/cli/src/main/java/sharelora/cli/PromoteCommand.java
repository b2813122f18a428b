package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.jobs.StoredJobs;
import sharelora.platform.host.Exit;
import sharelora.schemas.Job;

/** Takes a pin away. */
@Command(
        name = "promote",
        description = "Lets a job's gate decide again after a rollback; what is promoted stays until it does.",
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, paramLabel = "J", description = "The job.")
    private String job;

    @Option(
            names = "--auto",
            required = true,
            description = "By the gate. Promoting one by hand is: rollback --job J --to CHECKPOINT")
    private boolean auto;

    @Override
    public Integer call() {
        StoredJobs jobs = new StoredJobs(connection.kafka());
        Job there = jobs.job(job);
        boolean pinned = there.getPin() != null;
        if (auto && pinned) {
            jobs.replace(Job.newBuilder(there).setPin(null).build());
        }
        command.commandLine()
                .getOut()
                .println("job " + job + ": "
                        + (pinned ? "no longer pinned to " + there.getPin() : "unchanged, it was not pinned")
                        + (there.getGate() == null ? "; it has no gate, so nothing is promoted by itself" : ""));
        return Exit.DONE;
    }
}
