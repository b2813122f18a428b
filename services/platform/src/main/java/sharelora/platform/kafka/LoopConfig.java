package sharelora.platform.kafka;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.stage.StageDeclaration;

/**
 * How a {@link TransformLoop} takes part in its consumer group.
 *
 * @param name name of the stage in threads, logs, health and metrics
 * @param group the consumer group whose members share the topics' partitions
 * @param instance this member among them; with the group it is the transactional id, so no two live members may share it
 * @param topics topics that the loop reads at first; empty: none yet
 * @param letters makes the loop's own dead letters, for records that were removed before they were read
 */
public record LoopConfig(String name, String group, String instance, Set<String> topics, DeadLetters letters) {

    public LoopConfig {
        topics = Set.copyOf(topics);
    }

    /** An instance with an id of its own, made up anew at each start. */
    public static LoopConfig of(String name, String group, Collection<String> topics) {
        return new LoopConfig(name, group, UUID.randomUUID().toString(), Set.copyOf(topics), DeadLetters.of(name));
    }

    /** The same with other dead letters: those of a stage that knows its stream. */
    public LoopConfig with(DeadLetters others) {
        return new LoopConfig(name, group, instance, topics, others);
    }

    /** An instance of a stage that has one group and reads the topics that it declares. */
    public static LoopConfig of(StageDeclaration stage) {
        return of(stage.word(), stage.group().name(), stage.topics().reads().names());
    }

    String transactionalId() {
        return group + "." + instance;
    }
}
