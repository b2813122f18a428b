package sharelora.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.JobOption;
import sharelora.operations.audit.Audit;
import sharelora.operations.jobs.StoredJobs;
import sharelora.platform.host.Exit;
import sharelora.schemas.Job;

/** Holds what a job has stored against what it has told. */
@Command(
        name = "verify",
        description =
                "Checks every hash of a job's states, checkpoints, base and suites, each checkpoint's lineage, and "
                        + "that each token batch is one step. Exit code 1 where anything is not as promised.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Override
    public Integer call() {
        Job job = new StoredJobs(of.kafka()).job(of.job());
        Audit.Report report = Audit.of(of.kafka(), of.blobs(), job);
        PrintWriter out = command.commandLine().getOut();
        report.looked().forEach(line -> out.println("looked at: " + line));
        report.remarks().forEach(line -> out.println("note: " + line));
        report.unread().forEach(line -> out.println("UNREAD: " + line));
        report.lost().forEach(line -> out.println("LOST: " + line));
        report.wrong().forEach(line -> out.println("WRONG: " + line));
        out.println("job " + of.job() + ": " + report.verdict());
        return report.wrong().isEmpty() ? Exit.DONE : Exit.FATAL;
    }
}
