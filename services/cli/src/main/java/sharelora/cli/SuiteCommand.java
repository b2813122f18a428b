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
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.suite.SuiteBuild;
import sharelora.operations.suite.Suites;
import sharelora.platform.host.Exit;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
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
            description = "Takes {\"id\",\"text\",\"label\"} lines into a suite of a job.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Connection connection,
            @Option(names = "--name", required = true, paramLabel = "N", description = "Name of the suite.")
                    String name,
            @Option(names = "--file", required = true, paramLabel = "F", description = "JSON lines.") Path file,
            @Option(names = "--job", required = true, paramLabel = "J", description = "The job.") String job,
            @Option(names = "--skip-bad-lines", description = "Exits with 0 even where lines were passed over.")
                    boolean skipBadLines) {
        StoredJobs jobs = new StoredJobs(connection.kafka());
        Job there = jobs.job(job);
        JsonLines lines = JsonLines.of(ExampleFields.of(Map.of()));
        SuiteBuild build = new SuiteBuild(connection.blobs(), there, jobs.stream(there));
        Suite suite = build.freeze(name, read(lines, file));
        boolean added = new Suites(jobs).add(job, suite);
        tell(line(suite) + (added ? "" : ", unchanged"));
        lines.skipped().forEach(this::tell);
        build.skipped().forEach(this::tellSkipped);
        long left = build.skipped().values().stream().mapToLong(Long::longValue).sum();
        long skipped = lines.skippedCount() + left;
        tell((suite.getRecords() + skipped) + " records read: " + suite.getRecords() + " in the suite, " + skipped
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

    private static List<Example> read(JsonLines lines, Path file) {
        if (!Files.isReadable(file)) {
            throw WrongUsageException.of("--file: '" + file + "', expected a readable file");
        }
        try (var input = Files.newInputStream(file)) {
            List<Example> records = new ArrayList<>();
            lines.read(input, records::add);
            return records;
        } catch (IOException e) {
            throw WrongUsageException.of("--file: '" + file + "', expected JSON lines; " + e.getMessage());
        }
    }

    private static String line(Suite suite) {
        return "%-24s %6d records  %s".formatted(suite.getName(), suite.getRecords(), suite.getSha256());
    }

    private void tellSkipped(String reason, Long count) {
        tell(count + " lines skipped: " + reason);
    }

    private void tell(String line) {
        command.commandLine().getOut().println(line);
        command.commandLine().getOut().flush();
    }
}
