package sharelora.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
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
import sharelora.operations.examples.JsonLines;
import sharelora.operations.examples.SeparatedValues;
import sharelora.platform.host.Exit;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** JSON lines or a table → Example. */
@Command(
        name = "feed",
        description = "Writes records of id, text, textPair, label, score, completion to a stream's examples topic.",
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
            description = "What a field is called in the file, where not by its own name: --field textPair=sentence2.")
    private Map<String, String> renamed = Map.of();

    @Override
    public Integer call() throws IOException {
        if (!TopicTable.read(connection.kafka(), Topics.STREAMS).containsKey(stream)) {
            throw WrongUsageException.of("--stream: '" + stream + "', expected a stream that was submitted");
        }
        PrintWriter out = command.commandLine().getOut();
        ExampleFile examples = file();
        AtomicLong written = new AtomicLong();
        try (LogWriter writer = LogWriter.open(connection.kafka(), "feed");
                InputStream input = open()) {
            Topic<Example> topic = Topics.examples(stream);
            try {
                examples.read(input, example -> {
                    writer.send(Outgoing.of(topic, example.getId(), example));
                    if (written.incrementAndGet() % PROGRESS_EVERY == 0) {
                        out.println(written.get() + " records");
                        out.flush();
                    }
                });
            } catch (IOException e) {
                writer.flush();
                throw new IOException(
                        file + ": " + e.getMessage() + "; " + written.get() + " records before that are written", e);
            }
            writer.flush();
        }
        out.println(
                written.get() + " records written to " + Topics.examples(stream).name());
        examples.skipped().forEach(out::println);
        return Exit.DONE;
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

    private ExampleFile file() {
        Problems problems = new Problems();
        for (String field : renamed.keySet()) {
            if (!ExampleFields.NAMES.contains(field)) {
                problems.add("--field", field, "one of " + String.join(", ", ExampleFields.NAMES));
            }
        }
        ExampleFields fields = ExampleFields.of(renamed);
        String chosen = format == null ? formatByName() : format;
        ExampleFile examples = switch (chosen) {
            case "json" -> JsonLines.of(fields);
            case "csv" -> SeparatedValues.commas(fields);
            case "tsv" -> SeparatedValues.tabs(fields);
            default -> null;
        };
        if (examples == null) {
            problems.add("--format", chosen, "json, csv or tsv");
        }
        problems.throwIfAny("wrong usage");
        return examples;
    }

    private String formatByName() {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") ? "csv" : name.endsWith(".tsv") ? "tsv" : "json";
    }
}
