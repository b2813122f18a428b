package sharelora.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.data.JsonLines;
import sharelora.cli.data.LabelledText;
import sharelora.cli.options.Connection;
import sharelora.platform.host.Exit;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** JSON lines → Example. */
@Command(
        name = "feed",
        description = "Writes {\"id\",\"text\",\"label\"} lines to a stream's examples topic.",
        mixinStandardHelpOptions = true)
final class FeedCommand implements Callable<Integer> {

    private static final int PROGRESS_EVERY = 10_000;

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--stream", required = true, description = "Name of the stream.")
    private String stream;

    @Option(names = "--file", required = true, paramLabel = "F|-", description = "JSON lines; -: standard input.")
    private String file;

    @Override
    public Integer call() throws IOException {
        if (!TopicTable.read(connection.kafka(), Topics.STREAMS).containsKey(stream)) {
            throw WrongUsageException.of("--stream: '" + stream + "', expected a stream that was submitted");
        }
        PrintWriter out = command.commandLine().getOut();
        JsonLines lines = new JsonLines();
        AtomicLong written = new AtomicLong();
        try (LogWriter writer = LogWriter.open(connection.kafka(), "feed");
                InputStream input = open()) {
            Topic<Example> topic = Topics.examples(stream);
            lines.read(input, record -> {
                writer.send(Outgoing.of(topic, record.id(), example(record)));
                if (written.incrementAndGet() % PROGRESS_EVERY == 0) {
                    out.println(written.get() + " records");
                    out.flush();
                }
            });
            writer.flush();
        }
        out.println(
                written.get() + " records written to " + Topics.examples(stream).name());
        lines.skipped().forEach(out::println);
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

    private static Example example(LabelledText record) {
        return new Example(record.id(), record.text(), record.label(), null, null, null);
    }
}
