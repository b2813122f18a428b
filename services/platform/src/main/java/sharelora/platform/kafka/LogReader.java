package sharelora.platform.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import sharelora.platform.records.Received;

/**
 * Reads one partition from an offset that the caller chooses, in log order, committed records only. The reader belongs to no
 * group, so no rebalance can take the partition away, however long a step takes.
 *
 * <p>Offsets have gaps: transaction markers and aborted records take some. So count records, and compare
 * {@link #position()} with {@link #endOffset()}, not with a last record's offset. Not thread-safe but for
 * {@link #wakeup()}. Every call may throw {@link LogUnavailableException} where the broker does not answer.
 */
public final class LogReader implements AutoCloseable {

    private final KafkaSettings kafka;
    private final BootstrapProbe bootstrap;
    private final Position place;
    private final TopicPartition partition;
    private final Consumer<byte[], byte[]> consumer;

    private LogReader(KafkaSettings kafka, Position place, Consumer<byte[], byte[]> consumer) {
        this.kafka = kafka;
        this.bootstrap = BootstrapProbe.of(kafka);
        this.place = place;
        this.partition = Partitions.of(place);
        this.consumer = consumer;
    }

    /** A reader whose first record is that at {@code offset}, or the next one after it. */
    public static LogReader open(KafkaSettings kafka, Position place, long offset) {
        LogReader reader = new LogReader(kafka, place, Clients.reader(kafka, "reader-" + place));
        reader.consumer.assign(Set.of(reader.partition));
        reader.consumer.seek(reader.partition, offset);
        return reader;
    }

    /**
     * The next records, in order; empty after {@code wait}, while paused, or after {@link #wakeup()}.
     *
     * @throws OffsetGoneException where the position is not in the log
     */
    public List<Received> poll(Duration wait) {
        try {
            List<Received> records = Partitions.polled(consumer, wait, kafka.framing());
            bootstrap.watch(records.isEmpty());
            return records;
        } catch (WakeupException e) {
            return List.of(); // asked for
        } catch (OffsetOutOfRangeException e) {
            throw new OffsetGoneException(place, position(), beginningOffset(), endOffset());
        } catch (KafkaException e) {
            throw unavailable("cannot be read", e);
        }
    }

    /** The next record comes from this offset. */
    public void seek(long offset) {
        consumer.seek(partition, offset);
    }

    /** Offset of the next record to be returned, where it exists. */
    public long position() {
        return asked("has no position", () -> consumer.position(partition));
    }

    /** End of what is committed: a position there has read everything that readers may see. */
    public long endOffset() {
        return asked(
                "does not tell its end",
                () -> consumer.endOffsets(Set.of(partition)).get(partition));
    }

    /** Offsets from the position to the end of what is committed, as of the last poll. Needs no request; empty at first. */
    public OptionalLong unread() {
        return consumer.currentLag(partition);
    }

    /** Offset of the oldest record that retention has left. */
    public long beginningOffset() {
        return asked(
                "does not tell its beginning",
                () -> Partitions.beginnings(consumer, Set.of(partition)).get(partition));
    }

    /** The next offset that the group has committed here; empty where there is none, or it has expired. */
    public OptionalLong committed(String group) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            Map<Position, Long> offsets = admin.committed(group);
            return offsets.containsKey(place) ? OptionalLong.of(offsets.get(place)) : OptionalLong.empty();
        }
    }

    /** Polls return nothing until {@link #resume()}; keep polling all the same, it keeps the connection alive. */
    public void pause() {
        consumer.pause(Set.of(partition));
    }

    public void resume() {
        consumer.resume(Set.of(partition));
    }

    /** Ends a poll that waits, or the next one, from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
    }

    private <T> T asked(String otherwise, Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw unavailable(otherwise, e);
        }
    }

    private LogUnavailableException unavailable(String what, KafkaException cause) {
        return new LogUnavailableException(place + " " + what + ": " + AdvertisedListeners.words(kafka, cause), cause);
    }
}
