package sharelora.operations.submission;

import java.util.Optional;
import java.util.Set;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/**
 * Which topic a stream may read beside its own: one of the user's. Of ours none will do, not even another stream's
 * examples: all of them hold Avro, so that every record would become a dead letter of a stream that reads JSON, and what the
 * stages write would be read by the stages again. Two jobs that learn from the same examples name the same stream.
 */
final class InputTopic {

    /** Topics of the broker itself; nobody but Kafka writes to them. */
    private static final Set<String> OF_KAFKA =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state", "__cluster_metadata");

    private InputTopic() {}

    /**
     * What is expected in place of that topic; empty where it can be read.
     *
     * @param stream that would read it
     */
    static Optional<String> expectation(String topic, String stream) {
        if (topic.equals(".") || topic.equals("..")) {
            return Optional.of("the name of a topic");
        }
        if (OF_KAFKA.contains(topic)) {
            return Optional.of("a topic of your own; this one is Kafka's");
        }
        if (!Topics.isOurs(topic)) {
            return Optional.empty();
        }
        if (topic.equals(Topics.examples(stream).name())) {
            return Optional.of("a topic of your own; this one holds the stream's examples, which are read anyway");
        }
        return Optional.of(Topics.ofName(topic)
                .map(ours -> ours.type().equals(Example.class)
                        ? "a topic of your own; this one holds the examples of another stream: name that stream instead"
                        : "a topic of your own; this one holds " + ours.type().getSimpleName()
                                + " records that ShareLoRA Streams writes")
                .orElse("a topic of your own; names that begin with sharelora. are those of ShareLoRA Streams"));
    }
}
