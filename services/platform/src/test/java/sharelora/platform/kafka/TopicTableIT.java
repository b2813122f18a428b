package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Topic;

/** What becomes of a table in which the row of the key "bad" is no record of its type. */
class TopicTableIT {

    private final Topic<Example> topic = SharedBroker.topic(1);

    @BeforeEach
    void write() {
        SharedBroker.writeExamples(topic, 0, 2);
        Topic<Source> other = new Topic<>(topic.name(), Source.class, 1, Optional.empty());
        SharedBroker.write(List.of(Outgoing.of(other, "bad", new Source("no", 0, 1L))));
        SharedBroker.writeExamples(topic, 2, 3);
    }

    @Test
    void refusesAsAWhole() {
        assertThatThrownBy(() -> TopicTable.read(SharedBroker.kafka(), topic))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void hasTheRowsThatCanBeRead() {
        assertThat(TopicTable.readable(SharedBroker.kafka(), topic)).containsOnlyKeys("0", "1", "2");
    }

    @Test
    void hasOneRowWhateverTheOthersAreAndNoneInItsPlace() {
        assertThat(TopicTable.row(SharedBroker.kafka(), topic, "1")).contains(SharedBroker.example(1));
        assertThat(TopicTable.row(SharedBroker.kafka(), topic, "7")).isEmpty();
        assertThatThrownBy(() -> TopicTable.row(SharedBroker.kafka(), topic, "bad"))
                .isInstanceOf(UnreadableRecordException.class);
    }
}
