package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class LogReaderIT {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final Topic<Example> topic = SharedBroker.topic(1);
    private final Position place = new Position(topic.name(), 0);

    @Test
    void startsAtTheOffsetAndSkipsTransactionMarkers() {
        // Given
        writeTransactions(3);
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 2)) {

            // When
            List<Received> records = readToEnd(reader);

            // Then
            assertThat(records).extracting(SharedBroker::id).containsExactly("1", "2");
            assertThat(records).extracting(Received::offset).containsExactly(2L, 4L);
            assertThat(reader.position()).isEqualTo(reader.endOffset()).isEqualTo(6);
            assertThat(reader.beginningOffset()).isZero();
        }
    }

    @Test
    void readsAgainAfterASeek() {
        // Given
        writeTransactions(2);
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            readToEnd(reader);

            // When
            reader.seek(0);

            // Then
            assertThat(readToEnd(reader)).extracting(SharedBroker::id).containsExactly("0", "1");
        }
    }

    @Test
    void knowsThatAllIsReadAlsoAfterItWasAskedForTheBeginning() {
        // Given
        writeTransactions(2);
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            readToEnd(reader);

            // When
            long beginning = reader.beginningOffset();

            // Then
            assertThat(beginning).isZero();
            assertThat(reader.unread()).hasValue(0);
        }
    }

    @Test
    void returnsNothingWhilePaused() {
        // Given
        writeTransactions(1);
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            reader.pause();
            List<Received> whilePaused = reader.poll(WAIT);

            // When
            reader.resume();

            // Then
            assertThat(whilePaused).isEmpty();
            assertThat(readToEnd(reader)).hasSize(1);
        }
    }

    @Test
    void saysWhichOffsetsThereAreWhenItsOwnIsGone() {
        // Given
        writeTransactions(1);
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 77)) {

            // When / Then
            assertThatThrownBy(() -> readToEnd(reader))
                    .isInstanceOf(OffsetGoneException.class)
                    .hasMessage(place + " has offsets [0, 2), not 77");
        }
    }

    @Test
    void endsAWaitingPollWhenWokenUp() {
        // Given
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            reader.wakeup();

            // When
            long began = System.nanoTime();
            List<Received> records = reader.poll(Duration.ofSeconds(30));

            // Then
            assertThat(records).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void letsATableKeepTheNewestOfEachKeyAndDropTombstones() {
        // Given
        SharedBroker.write(List.of(
                Outgoing.of(topic, "a", SharedBroker.example(1)),
                Outgoing.of(topic, "b", SharedBroker.example(2)),
                Outgoing.of(topic, "a", SharedBroker.example(3)),
                Outgoing.tombstone(topic, "b")));

        // When
        Map<String, Example> table = TopicTable.read(SharedBroker.kafka(), topic);

        // Then
        assertThat(table).containsExactly(Map.entry("a", SharedBroker.example(3)));
    }

    /** Returns when readers see all: a commit returns before the broker has written the marker that ends its transaction. */
    private void writeTransactions(int count) {
        String id = "writer-" + UUID.randomUUID();
        try (ExclusiveProducer producer = ExclusiveProducer.open(SharedBroker.kafka(), id)) {
            for (int number = 0; number < count; number++) {
                producer.commit(List.of(Outgoing.of(topic, "k", SharedBroker.example(number))), Map.of(), id);
            }
        }
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), place, 0)) {
            readTo(2L * count, reader);
        }
    }

    private static List<Received> readToEnd(LogReader reader) {
        return readTo(reader.endOffset(), reader);
    }

    private static List<Received> readTo(long end, LogReader reader) {
        List<Received> records = new ArrayList<>();
        do {
            records.addAll(reader.poll(WAIT));
        } while (reader.position() != end);
        return records;
    }
}
