package sharelora.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.status.HealthPages;
import sharelora.operations.status.ServedPages;
import sharelora.operations.status.Status;
import sharelora.operations.status.Survey;
import sharelora.platform.host.Exit;

/** Tells how jobs and stages are doing. */
@Command(
        name = "status",
        description = "Tells how every job is doing, as of its newest snapshot, who is at work at each stage, and what "
                + "each waits for, misses or has lost.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", paramLabel = "J", description = "That job alone. Default: all")
    private String job;

    @Option(
            names = "--health",
            paramLabel = "URL",
            description =
                    "Process that is asked what is not ready, and why, and a predictor what it serves: http://HOST:PORT. "
                            + "Once for each. "
                            + "Default: every stage's own port on this machine")
    private List<URI> health;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (job != null) {
            new StoredJobs(connection.kafka()).job(job);
        }
        Status status = Survey.take(
                        connection.kafka(),
                        each -> job == null || each.getJobId().equals(job),
                        health == null ? HealthPages.ofThisMachine() : HealthPages.of(health),
                        Instant.now())
                .with(health == null ? ServedPages.ofThisMachine() : ServedPages.of(health));
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(status.json());
        } else {
            status.lines().forEach(out::println);
        }
        return Exit.DONE;
    }
}
