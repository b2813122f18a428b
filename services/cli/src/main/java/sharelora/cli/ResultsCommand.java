package sharelora.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.results.ResultLines;
import sharelora.operations.topics.Onlooker;
import sharelora.platform.host.Exit;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Topics;

/** Prints what a job's checkpoints are worth. */
@Command(
        name = "results",
        description = "Prints the newest revision of every evaluation result of a job, by step and suite.",
        mixinStandardHelpOptions = true)
final class ResultsCommand implements Callable<Integer> {

    /** How they are printed. */
    enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, paramLabel = "J", description = "The job.")
    private String job;

    @Option(
            names = "--format",
            defaultValue = "table",
            description =
                    "table: one line a result; json: the records; csv: one line a metric. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Override
    public Integer call() {
        new StoredJobs(connection.kafka()).job(job);
        Map<String, EvalResult> newest = new HashMap<>();
        Onlooker onlooker = Onlooker.of(connection.kafka());
        onlooker.records(Topics.EVAL_RESULTS, result -> {
            if (result.getJobId().equals(job)) {
                newest.merge(
                        result.getResultId(),
                        result,
                        (first, second) -> second.getRevision() >= first.getRevision() ? second : first);
            }
        });
        onlooker.unread().forEach(each -> command.commandLine().getErr().println("note: " + each));
        List<EvalResult> results = new ArrayList<>(newest.values());
        results.sort(Comparator.comparingLong(EvalResult::getStep).thenComparing(EvalResult::getSuite));
        PrintWriter out = command.commandLine().getOut();
        lines(results).forEach(out::println);
        return Exit.DONE;
    }

    private List<String> lines(List<EvalResult> results) {
        return switch (format) {
            case TABLE -> ResultLines.table(results);
            case JSON -> ResultLines.json(results);
            case CSV -> ResultLines.csv(results);
        };
    }
}
