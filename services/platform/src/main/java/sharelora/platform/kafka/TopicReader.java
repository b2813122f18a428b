package sharelora.platform.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Received;

/**
 * Reads all partitions of a topic, or of several, committed records only, without a group: for tables and onlookers. Order holds within
 * a partition. Not thread-safe but for {@link #wakeup()}. Calls throw {@link LogUnavailableException} where the broker
 * does not answer.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final BootstrapProbe bootstrap;
    private final KafkaSettings kafka;

    /** Where {@link #readToEnd} reads to; at first the end of what was committed when this was opened. */
    private final Map<TopicPartition, Long> ends;

    private TopicReader(
            KafkaSettings kafka, String topic, Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        this.topic = topic;
        this.consumer = consumer;
        this.bootstrap = BootstrapProbe.of(kafka);
        this.kafka = kafka;
        this.ends = ends;
    }

    /** Everything that the topic still holds, then what comes. */
    public static TopicReader fromBeginning(KafkaSettings kafka, String topic) {
        return open(kafka, topic, true);
    }

    /** Only what comes from now on. */
    public static TopicReader fromEnd(KafkaSettings kafka, String topic) {
        return open(kafka, topic, false);
    }

    /**
     * Everything that several topics still hold from these offsets on, then what comes. There is no order between them.
     *
     * @param known where to go on; a partition that is not named, or whose offset is gone, is read from its beginning
     */
    public static TopicReader from(KafkaSettings kafka, List<String> topics, Map<Position, Long> known) {
        return open(kafka, topics, true, known);
    }

    /**
     * What was written to a topic since a time, then what comes.
     *
     * @param time the oldest record's timestamp, milliseconds since the epoch
     */
    public static TopicReader since(KafkaSettings kafka, String topic, long time) {
        TopicReader reader = open(kafka, topic, true);
        try {
            reader.skipBefore(time);
            return reader;
        } catch (KafkaException e) {
            reader.close();
            throw unavailable(kafka, topic, e);
        }
    }

    /**
     * Has {@link #readToEnd} read to the end of all that is written by now. Where a transaction is open there, it waits until
     * that is decided: what others have committed behind it can be read only then.
     */
    public void extend(TopicAdmin admin) {
        admin.writtenOffsets(topic).forEach((position, end) -> ends.replace(Partitions.of(position), end));
    }

    private void skipBefore(long since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, since));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            // Where nothing that is committed is so new, what is not committed yet may be.
            long first = found == null ? ends.get(partition) : found.offset();
            consumer.seek(partition, Math.max(first, consumer.position(partition)));
        });
    }

    private static TopicReader open(KafkaSettings kafka, String topic, boolean beginning) {
        return open(kafka, List.of(topic), beginning, Map.of());
    }

    private static TopicReader open(
            KafkaSettings kafka, List<String> topics, boolean beginning, Map<Position, Long> known) {
        String topic = topics.size() == 1 ? topics.getFirst() : topics.size() + " topics";
        Consumer<byte[], byte[]> consumer = Clients.reader(kafka, "reader-" + topic.replace(' ', '-'));
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            topics.forEach(each -> partitions.addAll(partitions(consumer, each)));
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> starts = beginning ? consumer.beginningOffsets(partitions) : ends;
            starts.forEach((partition, start) -> {
                long wanted = known.getOrDefault(Partitions.position(partition), start);
                consumer.seek(partition, wanted > ends.get(partition) ? start : Math.max(start, wanted));
            });
            return new TopicReader(kafka, topic, consumer, new HashMap<>(ends));
        } catch (KafkaException e) {
            consumer.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
            throw unavailable(kafka, topic, e);
        } catch (FatalException e) {
            consumer.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
            throw e;
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new FatalException("topic " + topic + " does not exist");
        }
        return partitions;
    }

    /** Of each partition the offset that comes next. */
    public Map<Position, Long> positions() {
        Map<Position, Long> positions = new TreeMap<>();
        try {
            ends.keySet().forEach(each -> positions.put(Partitions.position(each), consumer.position(each)));
        } catch (KafkaException e) {
            throw unavailable(kafka, topic, e);
        }
        return positions;
    }

    /** The next records; empty after {@code wait} or {@link #wakeup()}. */
    public List<Received> poll(Duration wait) {
        try {
            List<Received> records = Partitions.polled(consumer, wait, kafka.framing());
            bootstrap.watch(records.isEmpty());
            return records;
        } catch (WakeupException e) {
            return List.of(); // asked for
        } catch (KafkaException e) {
            throw unavailable(kafka, topic, e);
        }
    }

    /** Whether everything was returned that was in the topic when this reader was opened, or {@link #extend extended}. */
    public boolean caughtUp() {
        try {
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        } catch (KafkaException e) {
            throw unavailable(kafka, topic, e);
        }
    }

    /**
     * Hands over every record that was in the topic when this reader was opened, or {@link #extend extended}, and was not
     * returned yet, in order within a partition; returns when that is done.
     */
    public void readToEnd(java.util.function.Consumer<Received> use) {
        while (!caughtUp()) {
            poll(WAIT).forEach(use);
        }
    }

    private static LogUnavailableException unavailable(KafkaSettings kafka, String topic, KafkaException cause) {
        return new LogUnavailableException(
                "topic " + topic + " cannot be read: " + AdvertisedListeners.words(kafka, cause), cause);
    }

    /** Ends a poll that waits, or the next one, from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
    }
}
