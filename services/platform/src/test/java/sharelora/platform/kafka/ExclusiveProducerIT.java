package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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

    @Test
    void commitsWhatFollowsFromWhereItsFirstRecordsAre() {
        // Given
        try (ExclusiveProducer producer = ExclusiveProducer.open(SharedBroker.kafka(), id)) {
            producer.commit(List.of(record(1)), Map.of(), id);

            // When: behind a record and its marker
            producer.commit(List.of(record(2)), places -> {
                assertThat(places)
                        .extracting(ExclusiveProducer.Written::position)
                        .containsExactly(place);
                assertThat(places.getFirst().timestamp()).isPositive();
                return List.of(record((int) places.getFirst().offset() + 40));
            });
        }

        // Then
        assertThat(SharedBroker.ids(out)).containsExactly("1", "2", "42");
    }

    @Test
    void whoeverTakesOverReadsAllThatWasCommittedThoughSomebodyElsesTransactionIsOpen() {
        // Given: what is behind an open transaction is not to be read yet
        long before = System.currentTimeMillis();
        try (var open = Clients.transactionalProducer(SharedBroker.kafka(), id + "-other");
                ExclusiveProducer holder = ExclusiveProducer.open(SharedBroker.kafka(), id)) {
            open.initTransactions();
            open.beginTransaction();
            var _ = open.send(
                    Encoded.of(record(1), SharedBroker.kafka().framing()).record());
            open.flush();
            holder.commit(List.of(record(2)), Map.of(), id);

            // When
            try (TopicReader reader = TopicReader.since(SharedBroker.kafka(), out.name(), before);
                    TopicAdmin admin = TopicAdmin.open(SharedBroker.kafka())) {
                boolean allIsCommitted = reader.caughtUp();
                reader.extend(admin);
                boolean allIsRead = reader.caughtUp();
                open.commitTransaction();
                List<Long> read = new ArrayList<>();
                reader.readToEnd(record -> read.add(record.offset()));

                // Then
                assertThat(allIsCommitted).isTrue();
                assertThat(allIsRead).isFalse();
                assertThat(read).containsExactly(0L, 1L);
            }
            long later = System.currentTimeMillis() + 60_000;
            try (TopicReader none = TopicReader.since(SharedBroker.kafka(), out.name(), later)) {
                assertThat(none.caughtUp()).isTrue();
            }
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
