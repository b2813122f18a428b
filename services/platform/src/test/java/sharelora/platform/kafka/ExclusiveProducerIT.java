package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.FencedException;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class ExclusiveProducerIT {

    private final String id = "trainer-" + UUID.randomUUID();
    private final Topic<Example> out = SharedBroker.topic(1);
    private final Position place = new Position(out.name(), 0);

    @Test
    void commitsRecordsAndOffsetsTogether() {
        // Given
        try (ExclusiveProducer producer = ExclusiveProducer.open(SharedBroker.kafka(), id)) {

            // When
            producer.commit(List.of(record(1), record(2)), Map.of(place, 42L), id);
        }

        // Then
        assertThat(SharedBroker.ids(out)).containsExactly("1", "2");
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            assertThat(reader.committed(id)).hasValue(42);
            assertThat(reader.committed("nobody")).isEmpty();
        }
    }

    @Test
    void fencesTheHolderBeforeItWhateverThatOneTries() {
        // Given
        try (ExclusiveProducer zombie = ExclusiveProducer.open(SharedBroker.kafka(), id);
                ExclusiveProducer holder = takeOver(zombie)) {

            // When
            assertThatThrownBy(() -> zombie.commit(List.of(record(2)), Map.of(place, 9L), id))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining(id);
            assertThatThrownBy(() -> zombie.commit(List.of(record(3)), Map.of(), id))
                    .isInstanceOf(RuntimeException.class);
            holder.commit(List.of(record(4)), Map.of(), id);

            // Then
            assertThat(SharedBroker.ids(out)).containsExactly("1", "4");
        }
    }

    private ExclusiveProducer takeOver(ExclusiveProducer zombie) {
        zombie.commit(List.of(record(1)), Map.of(), id);
        return ExclusiveProducer.open(SharedBroker.kafka(), id);
    }

    private Outgoing<Example> record(int number) {
        return Outgoing.of(out, "k", SharedBroker.example(number));
    }
}
