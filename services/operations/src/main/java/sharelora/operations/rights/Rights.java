package sharelora.operations.rights;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sharelora.schemas.Groups;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * The table of stage × topic × operation. A stage reads what the flow has it read and what it looks back on after a
 * restart, and writes what it makes; nobody has more. Streams come and go, so their topics are granted by prefix.
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

    private final List<Right> rights = new ArrayList<>();

    private Rights() {}

    /**
     * All of them.
     *
     * @param inputs topics that users already have and streams read
     */
    public static List<Right> of(List<String> inputs) {
        Rights table = new Rights();
        table.people();
        table.training(inputs);
        table.evaluation();
        return List.copyOf(table.rights);
    }

    private void people() {
        add(Principal.OPERATOR, TOPIC, ALL_OF_OURS, true, "Create", READ, WRITE, DESCRIBE);
        add(Principal.OPERATOR, GROUP, ALL_OF_OURS, true, DESCRIBE);
        add(Principal.OPERATOR, TRANSACTION, Groups.REPLAY, false, WRITE, DESCRIBE);
        add(Principal.FEEDER, TOPIC, Topics.STREAMS.name(), false, READ);
        add(Principal.FEEDER, TOPIC, STREAMS, true, WRITE);
        add(Principal.READER, TOPIC, PUBLIC, true, READ);
        add(Principal.READER, GROUP, Principal.READER.id() + ".", true, READ);
    }

    private void training(List<String> inputs) {
        catalog(Principal.TOKENIZER);
        inputs.forEach(input -> add(Principal.TOKENIZER, TOPIC, input, false, READ));
        add(Principal.TOKENIZER, TOPIC, STREAMS, true, READ, WRITE);
        write(Principal.TOKENIZER, Topics.DEAD_LETTERS);
        loop(Principal.TOKENIZER, Groups.tokenizers(""), true);

        catalog(Principal.TRAINER);
        add(Principal.TRAINER, TOPIC, STREAMS, true, READ);
        read(Principal.TRAINER, Topics.ADAPTER_SNAPSHOTS);
        write(Principal.TRAINER, Topics.ADAPTER_SNAPSHOTS, Topics.TRAIN_STEPS, Topics.DEAD_LETTERS);
        loop(Principal.TRAINER, "sharelora.trainer", true);

        catalog(Principal.CHECKPOINTER);
        read(Principal.CHECKPOINTER, Topics.ADAPTER_SNAPSHOTS, Topics.CHECKPOINTS, Topics.PROMOTIONS, Topics.SCHEMAS);
        write(Principal.CHECKPOINTER, Topics.CHECKPOINTS, Topics.SCHEMAS, Topics.DEAD_LETTERS);
        loop(Principal.CHECKPOINTER, Groups.CHECKPOINTER, false);
    }

    private void evaluation() {
        catalog(Principal.EVALUATOR_PLANNER);
        add(Principal.EVALUATOR_PLANNER, TOPIC, STREAMS, true, READ);
        read(
                Principal.EVALUATOR_PLANNER,
                Topics.CHECKPOINTS,
                Topics.EVAL_TASKS,
                Topics.EVAL_RESULTS,
                Topics.PROMOTIONS,
                Topics.SCHEMAS);
        write(Principal.EVALUATOR_PLANNER, Topics.EVAL_TASKS, Topics.EVAL_RESULTS, Topics.SCHEMAS, Topics.DEAD_LETTERS);
        loop(Principal.EVALUATOR_PLANNER, Groups.PLANNER, false);

        read(Principal.EVALUATOR_WORKER, Topics.EVAL_TASKS);
        write(Principal.EVALUATOR_WORKER, Topics.EVAL_SHARDS, Topics.DEAD_LETTERS);
        // It has its share group begin at the oldest task, which is a setting of the group.
        add(Principal.EVALUATOR_WORKER, GROUP, Groups.WORKERS, false, READ, "AlterConfigs");

        catalog(Principal.EVALUATOR_AGGREGATOR);
        read(
                Principal.EVALUATOR_AGGREGATOR,
                Topics.CHECKPOINTS,
                Topics.EVAL_TASKS,
                Topics.EVAL_SHARDS,
                Topics.EVAL_RESULTS,
                Topics.VERDICTS,
                Topics.PROMOTIONS,
                Topics.SCHEMAS);
        write(
                Principal.EVALUATOR_AGGREGATOR,
                Topics.EVAL_RESULTS,
                Topics.EVAL_RESULTS_LATEST,
                Topics.VERDICTS,
                Topics.PROMOTIONS,
                Topics.SCHEMAS,
                Topics.DEAD_LETTERS);
        loop(Principal.EVALUATOR_AGGREGATOR, Groups.AGGREGATOR, false);
    }

    private void catalog(Principal principal) {
        read(principal, Topics.STREAMS, Topics.JOBS);
    }

    private void read(Principal principal, Topic<?>... topics) {
        Stream.of(topics).forEach(topic -> add(principal, TOPIC, topic.name(), false, READ));
    }

    private void write(Principal principal, Topic<?>... topics) {
        Stream.of(topics).forEach(topic -> add(principal, TOPIC, topic.name(), false, WRITE));
    }

    /** A group, and the transactions that carry its offsets: their ids begin with its name. */
    private void loop(Principal principal, String group, boolean prefixed) {
        add(principal, GROUP, group, prefixed, READ);
        add(principal, TRANSACTION, group, true, WRITE, DESCRIBE);
    }

    private void add(Principal principal, String resource, String name, boolean prefixed, String... operations) {
        rights.add(new Right(principal, resource, name, prefixed, List.of(operations)));
    }
}
