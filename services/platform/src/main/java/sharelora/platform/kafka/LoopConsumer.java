package sharelora.platform.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Received;

/** A group member that knows when its partitions changed hands. */
final class LoopConsumer implements AutoCloseable, ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(TransformLoop.class);

    private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final BootstrapProbe bootstrap;
    private final Framing framing;
    private Set<String> topics = Set.of();
    private final List<Gap> overtaken = new ArrayList<>();
    private boolean joined;
    private boolean changed;
    private Set<String> missing = Set.of();
    private long lookedAt = System.nanoTime() - LOOK_AGAIN_NANOS;
    private long changedAt = System.nanoTime();

    private LoopConsumer(KafkaSettings kafka, Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.bootstrap = BootstrapProbe.of(kafka);
        this.framing = kafka.framing();
    }

    static LoopConsumer open(KafkaSettings kafka, LoopConfig config) {
        return new LoopConsumer(kafka, Clients.member(kafka, config.group(), config.name() + "-" + config.instance()));
    }

    void subscribe(Set<String> wanted) {
        if (wanted.equals(topics)) {
            return;
        }
        topics = wanted;
        joined = false;
        missing = Set.of();
        lookedAt = System.nanoTime() - LOOK_AGAIN_NANOS;
        if (wanted.isEmpty()) {
            consumer.unsubscribe();
            changed = true;
        } else {
            consumer.subscribe(wanted, this);
        }
    }

    /** Whether partitions came or went since the last rewind: what was read and not committed is void then. */
    boolean changed() {
        return changed;
    }

    boolean joined() {
        return joined;
    }

    /**
     * Whether nobody who died still holds partitions that would come to this member: it has them all, or its share has
     * been the same for longer than the group waits for the dead.
     */
    boolean settled() {
        return ownsAll() || System.nanoTime() - changedAt >= Clients.MISSED_BY_NOW.toNanos();
    }

    private boolean ownsAll() {
        int all = topics.stream()
                .mapToInt(topic -> consumer.partitionsFor(topic).size())
                .sum();
        return consumer.assignment().size() == all;
    }

    /** Topics among those that are wanted that are not there; they are read when they are. Looks every two seconds. */
    Set<String> missing() {
        if (System.nanoTime() - lookedAt >= LOOK_AGAIN_NANOS) {
            Set<String> read =
                    consumer.assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet());
            missing = topics.stream()
                    .filter(topic -> !read.contains(topic))
                    .filter(topic -> consumer.partitionsFor(topic).isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            lookedAt = System.nanoTime();
        }
        return missing;
    }

    boolean reading() {
        return !topics.isEmpty();
    }

    /**
     * The next records; throws {@link LogUnavailableException} where there are none and no broker answers. None too where
     * records were removed before they were read: {@link #overtaken} has them then.
     */
    List<Received> poll(Duration wait) {
        try {
            List<Received> records = Partitions.polled(consumer, wait, framing);
            bootstrap.watch(records.isEmpty());
            return records;
        } catch (NoOffsetForPartitionException e) {
            changed = true; // a partition that nobody has read yet: rewinding says where it begins
            return List.of();
        } catch (OffsetOutOfRangeException e) {
            skip(e.offsetOutOfRangePartitions());
            return List.of();
        }
    }

    /** What was removed before it was read, of partitions that this member reads, since the last call. */
    List<Gap> overtaken() {
        List<Gap> found = List.copyOf(overtaken);
        overtaken.clear();
        return found;
    }

    /** Everything before the position was returned by an earlier poll, and the position's record is gone. */
    private void skip(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> beginnings = Partitions.beginnings(consumer, positions.keySet());
        positions.forEach((partition, position) -> {
            long beginning = beginnings.get(partition);
            if (position >= beginning) {
                throw new LogUnavailableException(
                        partition + " ends before offset " + position + ", where its group stands: the topic was cut or"
                                + " replaced; expected the log that was read, or the group's offsets reset",
                        null);
            }
            overtaken.add(told(new Gap(Partitions.position(partition), position, beginning)));
            consumer.seek(partition, beginning);
        });
    }

    private static Gap told(Gap gap) {
        LOG.warn(
                "records were removed before they were read topic={} partition={} from={} to={} offsets={}",
                gap.position().topic(),
                gap.position().partition(),
                gap.from(),
                gap.to(),
                gap.offsets());
        return gap;
    }

    /** Goes back to the committed offsets; where there are none, to the beginning. */
    Rewound rewind() {
        changed = false;
        overtaken.clear();
        Set<TopicPartition> assigned = consumer.assignment();
        if (assigned.isEmpty()) {
            return Rewound.NOTHING;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
        Map<TopicPartition, Long> beginnings = Partitions.beginnings(consumer, assigned);
        Map<Position, Long> next = new HashMap<>();
        Set<Position> begun = new HashSet<>();
        List<Gap> gaps = new ArrayList<>();
        Map<Position, String> notes = new HashMap<>();
        for (TopicPartition partition : assigned) {
            Position position = Partitions.position(partition);
            long beginning = beginnings.get(partition);
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                begun.add(position);
            } else if (offset.offset() < beginning) {
                gaps.add(told(new Gap(position, offset.offset(), beginning)));
            }
            if (offset != null && !offset.metadata().isEmpty()) {
                notes.put(position, offset.metadata());
            }
            long from = offset == null ? beginning : Math.max(offset.offset(), beginning);
            consumer.seek(partition, from);
            next.put(position, from);
        }
        return new Rewound(next, begun, gaps, notes);
    }

    /** Records before the end of what is committed that were not read yet; empty: not known yet. */
    OptionalLong unread(Position position) {
        return consumer.currentLag(Partitions.of(position));
    }

    /** End offsets of what is committed at this moment, of all assigned partitions. */
    Map<Position, Long> ends() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .collect(Collectors.toMap(end -> Partitions.position(end.getKey()), Map.Entry::getValue));
    }

    long next(Position position) {
        return consumer.position(Partitions.of(position));
    }

    Set<Position> assigned() {
        return consumer.assignment().stream().map(Partitions::position).collect(Collectors.toSet());
    }

    /** Taken anew for each transaction: it names the generation, and an old one is refused. */
    ConsumerGroupMetadata groupMetadata() {
        ConsumerGroupMetadata metadata = consumer.groupMetadata();
        if (metadata.memberId().isEmpty()) {
            // The broker takes offsets without a member's name from anybody, so a lost member must not offer them.
            throw new TransientException("not a member of group " + metadata.groupId() + " at the moment");
        }
        return metadata;
    }

    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        changed = true;
        changedAt = System.nanoTime();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        changed = true;
        changedAt = System.nanoTime();
        joined = true;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
    }
}
