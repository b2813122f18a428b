package sharelora.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.platform.examples.Shown;
import sharelora.platform.host.Exit;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Prints the records of a topic as they come. */
@Command(
        name = "watch",
        description = "Prints the records of a topic as they come, committed ones only.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

    private static final Duration WAIT = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_CAUSE = 300;

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(
            names = "--topic",
            required = true,
            description =
                    "Its name, without prefix and suffix: train-steps, public.eval-results, stream.NAME.token-batches")
    private String topic;

    @Option(names = "--from-beginning", description = "Everything that the topic still holds, then what comes.")
    private boolean fromBeginning;

    @Option(names = "--until-idle", paramLabel = "SECONDS", description = "End after this long without a record.")
    private Double untilIdle;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        Topic<?> watched = Topics.named(topic)
                .orElseThrow(() -> WrongUsageException.of("--topic: '" + topic + "', expected one of "
                        + Topics.shared().stream().map(Topic::shortName).toList()
                        + " or stream.NAME.examples, .token-batches, .eval-batches"));
        PrintWriter out = command.commandLine().getOut();
        PublicSchemas schemas = PublicSchemas.of(connection.kafka());
        try (TopicReader reader = fromBeginning
                ? TopicReader.fromBeginning(connection.kafka(), watched.name())
                : TopicReader.fromEnd(connection.kafka(), watched.name())) {
            long lastSeen = System.nanoTime();
            while (untilIdle == null || !reader.caughtUp() || System.nanoTime() - lastSeen < untilIdle * 1e9) {
                for (Received record : reader.poll(WAIT)) {
                    out.println(line(watched, record, schemas));
                    lastSeen = System.nanoTime();
                }
                out.flush();
            }
        }
        return Exit.DONE;
    }

    private <V extends SpecificRecord> String line(Topic<V> watched, Received record, PublicSchemas schemas) {
        if (record.value() == null) {
            return record.place() + " " + Shown.of(record.keyText().orElse("")) + " deleted";
        }
        try {
            String text = Codec.decode(watched.type(), record.value(), schemas::schema)
                    .toString();
            return json ? text : columns(record, JSON.readTree(text));
        } catch (UnreadableRecordException | JsonProcessingException e) {
            return record.place() + " unreadable: " + Shown.of(String.valueOf(e.getMessage()), LONGEST_CAUSE);
        }
    }

    /** Place, then every field that fits on a line; {@code --json} has all of them. */
    private static String columns(Received record, JsonNode value) {
        StringJoiner line = new StringJoiner(" ");
        line.add("@" + record.partition() + ":" + record.offset());
        value.properties().forEach(field -> {
            String text = field.getValue().isValueNode()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            line.add(field.getKey() + "=" + Shown.of(text));
        });
        return line.toString();
    }
}
