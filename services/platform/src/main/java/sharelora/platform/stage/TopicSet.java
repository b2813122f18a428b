package sharelora.platform.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.schemas.Topic;

/**
 * Topics, each once, in the order in which they were named.
 *
 * @param shared topics that there are one of
 * @param ofStreams topics that every stream has one of
 */
public record TopicSet(List<Topic<?>> shared, List<StreamTopic> ofStreams) {

    static final TopicSet NONE = new TopicSet(List.of(), List.of());

    public TopicSet {
        shared = List.copyOf(shared);
        ofStreams = List.copyOf(ofStreams);
    }

    /** The names of the shared topics, as the broker knows them. */
    public Set<String> names() {
        return shared.stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());
    }

    /** These topics and the others. */
    public TopicSet and(TopicSet others) {
        return new TopicSet(joined(shared, others.shared), joined(ofStreams, others.ofStreams));
    }

    TopicSet and(Topic<?>... others) {
        return and(new TopicSet(List.of(others), List.of()));
    }

    TopicSet and(StreamTopic... others) {
        return and(new TopicSet(List.of(), List.of(others)));
    }

    private static <T> List<T> joined(Collection<? extends T> first, Collection<? extends T> second) {
        return Stream.concat(first.stream(), second.stream())
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
