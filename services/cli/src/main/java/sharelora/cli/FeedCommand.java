package sharelora.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.ExampleFile;
import sharelora.operations.examples.FileFormat;
import sharelora.operations.task.TaskRules;
import sharelora.platform.examples.Shown;
import sharelora.platform.host.Exit;
import sharelora.platform.kafka.LogUnavailableException;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.RecordRefusedException;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** JSON lines or a table → Example, or Query. */
@Command(
        name = "feed",
        description =
                "Writes records of id, text, textPair, label, score, completion to a stream's examples topic, or to its queries.",
        mixinStandardHelpOptions = true)
final class FeedCommand implements Callable<Integer> {

    private static final int PROGRESS_EVERY = 10_000;

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--stream", required = true, description = "Name of the stream.")
    private String stream;

    @Option(names = "--file", required = true, paramLabel = "F|-", description = "The file; -: standard input.")
    private String file;

    @Option(
            names = "--format",
            paramLabel = "json|csv|tsv",
            description = "JSON lines, or a table whose first row names its columns: comma-separated and quoted, or"
                    + " tab-separated and not quoted. Default: what the file's name ends with, else json.")
    private String format;

    @Option(
            names = "--field",
            paramLabel = "FIELD=NAME",
            description =
                    "What a field is called in the file, where not by its own name: --field textPair=sentence2; dots"
                            + " lead into objects and lists: --field text=data.0.text.")
    private Map<String, String> renamed = Map.of();

    @Option(
            names = "--from-line",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first line to take, from 1: where a feed that ended early goes on. Default: 1.")
    private long fromLine;

    @Option(
            names = "--queries",
            description = "Writes to the stream's queries instead, for predictors to answer: id, text, textPair.")
    private boolean queries;

    @Option(
            names = "--skip-bad-lines",
            description = "Exits with 0 even where lines were passed over, or nothing was written.")
    private boolean skipBadLines;

    @Override
    public Integer call() throws IOException {
        Stream there = TopicTable.read(connection.kafka(), Topics.STREAMS).get(stream);
        if (there == null) {
            throw WrongUsageException.of("--stream: '" + Shown.of(stream) + "', expected a stream that was submitted");
        }
        ExampleFile examples =
                reader(queries ? Set.of() : TaskRules.of(there.getTask()).targetFields());
        FeedProgress progress =
                new FeedProgress(file, examples, fromLine, command.commandLine().getOut());
        try (LogWriter writer = LogWriter.open(connection.kafka(), "feed");
                InputStream input = open()) {
            try {
                examples.read(input, fromLine, example -> {
                    writer.send(outgoing(example));
                    if (progress.sent() % PROGRESS_EVERY == 0) {
                        writer.flush();
                        progress.tell();
                    }
                });
                writer.flush();
            } catch (RecordRefusedException e) {
                throw new IOException(progress.refused(e.getMessage()), e);
            } catch (LogUnavailableException e) {
                throw new IOException(progress.unwritten(e.getMessage()), e);
            } catch (IOException e) {
                writer.flush();
                throw new IOException(progress.unread(e.getMessage()), e);
            }
        }
        progress.end((queries ? Topics.queries(stream) : Topics.examples(stream)).name());
        return skipBadLines || progress.isWhole() ? Exit.DONE : Exit.FATAL;
    }

    private Outgoing<?> outgoing(Example example) {
        if (queries) {
            Query query = new Query(example.getId(), example.getText(), example.getTextPair(), null, false);
            return Outgoing.of(Topics.queries(stream), query.getId(), query);
        }
        return Outgoing.of(Topics.examples(stream), example.getId(), example);
    }

    private InputStream open() throws IOException {
        if (file.equals("-")) {
            return System.in;
        }
        if (!Files.isReadable(Path.of(file))) {
            throw WrongUsageException.of("--file: '" + file + "', expected a readable file or -");
        }
        return Files.newInputStream(Path.of(file));
    }

    private ExampleFile reader(Set<String> required) {
        Problems problems = new Problems();
        for (String field : renamed.keySet()) {
            if (!ExampleFields.NAMES.contains(field)) {
                problems.add("--field", Shown.of(field), "one of " + String.join(", ", ExampleFields.NAMES));
            }
        }
        Optional<FileFormat> chosen = format == null ? Optional.of(FileFormat.ofFile(file)) : FileFormat.of(format);
        if (chosen.isEmpty()) {
            problems.add("--format", Shown.of(format), "json, csv or tsv");
        }
        if (fromLine < 1) {
            problems.add("--from-line", fromLine, "a line's number, from 1");
        }
        problems.throwIfAny("wrong usage");
        return chosen.orElseThrow().reader(ExampleFields.of(renamed, required));
    }
}
