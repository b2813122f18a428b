package sharelora.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.platform.host.Exit;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Makes the topics that do not belong to one stream. */
@Command(
        name = "topics",
        description =
                "Makes the topics that do not belong to one stream, where they are missing, and lists them; asks the"
                        + " registry, where there is one, for the schemas of the public ones.",
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() {
        List<Topic<?>> topics = Topics.shared();
        KafkaSettings kafka = connection.kafka();
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(topics);
        }
        kafka.framing().require(topics);
        PrintWriter out = command.commandLine().getOut();
        for (Topic<?> topic : topics) {
            String kept = topic.retention().map(time -> time.toDays() + " days").orElse("compacted");
            out.printf(
                    "%-40s %-16s %3d partitions, %s%n",
                    topic.name(), topic.type().getSimpleName(), topic.partitions(), kept);
        }
        return Exit.DONE;
    }
}
