package sharelora.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.audit.Explanation;
import sharelora.operations.audit.RecordPlace;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.jobs.StoredJobs;
import sharelora.platform.host.Exit;
import sharelora.schemas.AdapterOrigin;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Restore;

/** Names the records that a checkpoint learned. */
@Command(
        name = "explain",
        description = "Lists exactly which records a checkpoint learned, in that order: place in the token batches, "
                + "step, example id, input coordinates, and how often it was replayed; and between them, marked so, records"
                + " of batches that it did not learn.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "CHECKPOINT", description = "checkpointId or its beginning, or the adapter's name.")
    private String checkpoint;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Records of a page. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--after", paramLabel = "PLACE", description = "The page after the one that ended with that place.")
    private String after;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw WrongUsageException.of("--limit: '" + limit + "', expected a number from 1");
        }
        RecordPlace start = after == null ? RecordPlace.START : RecordPlace.parse(after);
        Checkpoints announced = Checkpoints.all(connection.kafka());
        announced.unread().forEach(each -> command.commandLine().getErr().println("note: " + each));
        Checkpoint found = announced.named("CHECKPOINT", checkpoint);
        Explanation.Page page = Explanation.of(connection.kafka(), found, start, limit);
        PrintWriter out = command.commandLine().getOut();
        if (after == null) {
            head(found, out);
            page.lost()
                    .texts()
                    .forEach(range -> out.println(
                            "lost: " + range + ": removed from the input before the tokenizer had read it"));
        }
        page.gone()
                .forEach(range -> out.println("gone: " + text(range) + ": retention has removed these token batches"));
        page.records().forEach(each -> out.println(each.line()));
        if (page.next()) {
            out.println("more: --after " + page.records().getLast().place());
        }
        return Exit.DONE;
    }

    private void head(Checkpoint found, PrintWriter out) {
        out.println("%s: step %d, %,d records of stream %s"
                .formatted(found.getAdapterName(), found.getStep(), found.getRecords(), found.getStream()));
        for (Restore restore : found.getRestores()) {
            out.println("went back at step %d to step %d after verdict %s: let go %,d records, %s"
                    .formatted(
                            restore.getStep(),
                            restore.getStateStep(),
                            restore.getVerdictId(),
                            restore.getRecords(),
                            restore.getLearnedFrom().stream()
                                    .map(ExplainCommand::text)
                                    .collect(Collectors.joining(", "))));
        }
        Job job = new StoredJobs(connection.kafka()).job(found.getJobId());
        AverageSettings average = job.getAverage();
        if (average != null) {
            out.println("holds the " + average.getExport()
                    + " copy of its steps: the slow one is their running average, decay " + average.getDecay());
        }
        AdapterOrigin from = job.getFrom();
        if (from != null) {
            out.println("began with adapter " + from.getName() + "@" + from.getSha256()
                    + ", what that learned is not listed");
        }
    }

    private static String text(OffsetRange range) {
        return range.getTopic() + ":" + range.getPartition() + ":[" + range.getFrom() + "," + range.getTo() + ")";
    }
}
