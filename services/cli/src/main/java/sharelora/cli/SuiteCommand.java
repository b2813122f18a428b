package sharelora.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.control.SuiteOutcome;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.ExampleFile;
import sharelora.operations.examples.FileFormat;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.task.TaskRules;
import sharelora.platform.host.Exit;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Suite;

/** Named evaluation sets of a job. */
@Command(
        name = "suite",
        description =
                "Freezes labelled records under a name, so that every checkpoint of a job is measured on them too.",
        mixinStandardHelpOptions = true)
final class SuiteCommand {

    @Spec
    private CommandSpec command;

    @Command(
            name = "create",
            description =
                    "Takes records of id, text, label into a suite of a job: JSON lines, or a table with the ending"
                            + " .csv or .tsv, as feed does.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Connection connection,
            @Option(names = "--name", required = true, paramLabel = "N", description = "Name of the suite.")
                    String name,
            @Option(names = "--file", required = true, paramLabel = "F", description = "The file.") Path file,
            @Option(names = "--job", required = true, paramLabel = "J", description = "The job.") String job,
            @Option(names = "--skip-bad-lines", description = "Exits with 0 even where lines were passed over.")
                    boolean skipBadLines) {
        StoredJobs jobs = new StoredJobs(connection.kafka());
        Job there = jobs.job(job);
        Stream stream = jobs.stream(there);
        ExampleFile records = FileFormat.ofFile(file.toString())
                .reader(ExampleFields.of(
                        Map.of(), TaskRules.of(stream.getTask()).targetFields()));
        List<Example> examples = read(records, file);
        records.skipped().forEach(this::tell);
        SuiteOutcome made = connection.controls().suite(job, name, examples);
        tell(made.outcome().words());
        made.outcome().notes().forEach(this::tell);
        long left = made.left();
        long skipped = records.skippedCount() + left;
        tell((made.records() + skipped) + " records read: " + made.records() + " in the suite, " + skipped
                + " skipped");
        return skipBadLines || skipped == 0 ? Exit.DONE : Exit.FATAL;
    }

    @Command(name = "list", description = "Lists the suites of a job.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Connection connection,
            @Option(names = "--job", required = true, paramLabel = "J", description = "The job.") String job) {
        new StoredJobs(connection.kafka()).job(job).getSuites().forEach(suite -> tell(line(suite)));
        return Exit.DONE;
    }

    private static List<Example> read(ExampleFile records, Path file) {
        if (!Files.isReadable(file)) {
            throw WrongUsageException.of("--file: '" + file + "', expected a readable file");
        }
        try (var input = Files.newInputStream(file)) {
            List<Example> examples = new ArrayList<>();
            records.read(input, examples::add);
            return examples;
        } catch (IOException e) {
            throw WrongUsageException.of("--file: '" + file + "', expected JSON lines or a table; " + e.getMessage());
        }
    }

    private static String line(Suite suite) {
        return "%-24s %6d records  %s".formatted(suite.getName(), suite.getRecords(), suite.getSha256());
    }

    private void tell(String line) {
        command.commandLine().getOut().println(line);
        command.commandLine().getOut().flush();
    }
}
