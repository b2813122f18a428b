package sharelora.operations.rights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageGroup;
import sharelora.platform.stage.StageTopics;
import sharelora.platform.stage.StreamTopic;
import sharelora.schemas.Groups;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * The table of stage × topic × operation. A stage may do what it {@link StageDeclaration declares}, and nobody has more.
 * Streams come and go, so their topics are granted by prefix.
 */
public final class Rights {

    private static final String TOPIC = "topic";
    private static final String GROUP = "group";
    private static final String TRANSACTION = "transactional-id";
    private static final String READ = "Read";
    private static final String WRITE = "Write";
    private static final String DESCRIBE = "Describe";
    private static final String ALL_OF_OURS = "sharelora.";
    private static final String STREAMS = "sharelora.stream.";
    private static final String PUBLIC = "sharelora.public.";
    private static final List<Topic<?>> CATALOG = List.of(Topics.STREAMS, Topics.JOBS);

    private final List<Right> rights = new ArrayList<>();

    private Rights() {}

    /**
     * All of them.
     *
     * @param inputs topics that users already have and streams read
     */
    public static List<Right> of(List<String> inputs) {
        Rights table = new Rights();
        table.people(inputs);
        StageDeclarations.all().forEach(stage -> table.stage(stage, inputs));
        return List.copyOf(table.rights);
    }

    private void people(List<String> inputs) {
        operating(Principal.OPERATOR, inputs);
        add(Principal.FEEDER, TOPIC, Topics.STREAMS.name(), false, READ);
        add(Principal.FEEDER, TOPIC, STREAMS, true, WRITE);
        add(Principal.READER, TOPIC, PUBLIC, true, READ);
        add(Principal.READER, GROUP, Principal.READER.id() + ".", true, READ);
    }

    private void operating(Principal principal, List<String> inputs) {
        add(principal, TOPIC, ALL_OF_OURS, true, "Create", READ, WRITE, DESCRIBE, "DescribeConfigs");
        // Whether skip's record is there, and whether a stream's own topic exists when it is submitted.
        inputs.forEach(input -> add(principal, TOPIC, input, false, DESCRIBE));
        add(principal, GROUP, ALL_OF_OURS, true, DESCRIBE);
        add(principal, TRANSACTION, Groups.REPLAY, false, WRITE, DESCRIBE);
        add(principal, TRANSACTION, Groups.CATALOG, true, WRITE, DESCRIBE);
    }

    private void stage(StageDeclaration stage, List<String> inputs) {
        Principal principal = Principal.of(stage);
        if (stage.equals(StageDeclarations.CONSOLE)) {
            operating(principal, inputs);
            return;
        }
        List<Topic<?>> readable = inFlowOrder(stage.topics().readable().shared());
        readable.stream().filter(CATALOG::contains).forEach(topic -> topic(principal, topic, READ));
        streams(principal, stage.topics(), inputs);
        readable.stream().filter(topic -> !CATALOG.contains(topic)).forEach(topic -> topic(principal, topic, READ));
        stage.topics().writes().shared().forEach(topic -> topic(principal, topic, WRITE));
        group(principal, stage.group());
    }

    private static List<Topic<?>> inFlowOrder(List<Topic<?>> topics) {
        List<Topic<?>> sorted = new ArrayList<>(topics);
        sorted.sort(Comparator.comparingInt(Topics.shared()::indexOf));
        return sorted;
    }

    /** Who reads a stream's examples reads them from the topics, too, that users already have. */
    private void streams(Principal principal, StageTopics topics, List<String> inputs) {
        if (topics.reads().ofStreams().contains(StreamTopic.EXAMPLES)) {
            inputs.forEach(input -> add(principal, TOPIC, input, false, READ));
        }
        List<String> operations = new ArrayList<>();
        if (!topics.readable().ofStreams().isEmpty()) {
            operations.add(READ);
        }
        if (!topics.writes().ofStreams().isEmpty()) {
            operations.add(WRITE);
        }
        if (!operations.isEmpty()) {
            add(principal, TOPIC, STREAMS, true, operations.toArray(String[]::new));
        }
    }

    private void group(Principal principal, StageGroup group) {
        switch (group.kind()) {
            case NONE -> {}
            case ONE -> {
                add(principal, GROUP, group.name(), false, READ);
                transactions(principal, group);
            }
            case PER_STREAM, PER_JOB -> {
                add(principal, GROUP, group.prefix(), true, READ);
                transactions(principal, group);
            }
            // It has its share group begin at the oldest record, which is a setting of the group.
            case SHARE -> add(principal, GROUP, group.name(), false, READ, "AlterConfigs");
        }
    }

    /** They carry the group's offsets. */
    private void transactions(Principal principal, StageGroup group) {
        add(principal, TRANSACTION, group.prefix(), true, WRITE, DESCRIBE);
    }

    private void topic(Principal principal, Topic<?> topic, String operation) {
        add(principal, TOPIC, topic.name(), false, operation);
    }

    private void add(Principal principal, String resource, String name, boolean prefixed, String... operations) {
        rights.add(new Right(principal, resource, name, prefixed, List.of(operations)));
    }
}
