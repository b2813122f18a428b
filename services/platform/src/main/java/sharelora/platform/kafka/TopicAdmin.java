package sharelora.platform.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import sharelora.schemas.Topic;

/** Makes and looks at topics and groups. Calls throw {@link LogUnavailableException} where the broker does not answer. */
public final class TopicAdmin implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Admin admin;
    private final KafkaSettings kafka;
    private final Duration patience;

    private TopicAdmin(Admin admin, KafkaSettings kafka, Duration patience) {
        this.admin = admin;
        this.kafka = kafka;
        this.patience = patience;
    }

    public static TopicAdmin open(KafkaSettings kafka) {
        return open(kafka, PATIENCE);
    }

    /** @param patience how long an answer is waited for */
    static TopicAdmin open(KafkaSettings kafka, Duration patience) {
        return new TopicAdmin(Clients.admin(kafka), kafka, patience);
    }

    /** Makes the topics that are missing, with the broker's default replication; leaves the others as they are. */
    public void create(Collection<? extends Topic<?>> topics) {
        List<NewTopic> missing = topics.stream().map(TopicAdmin::newTopic).toList();
        admin.createTopics(missing).values().forEach((name, made) -> {
            answer("make topic " + name, made, TopicExistsException.class);
        });
    }

    private static NewTopic newTopic(Topic<?> topic) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Clients.LARGEST_RECORD));
        if (topic.compacted()) {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            topic.retention()
                    .ifPresent(time -> config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(time.toMillis())));
        }
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty()).configs(config);
    }

    public boolean exists(String topic) {
        return !partitions(topic).isEmpty();
    }

    /** The topic's partitions, in order; none where it does not exist. */
    public List<Position> partitions(String topic) {
        var described = admin.describeTopics(Set.of(topic)).topicNameValues().get(topic);
        return answer("describe topic " + topic, described, UnknownTopicOrPartitionException.class)
                .map(found -> found.partitions().stream()
                        .map(partition -> new Position(topic, partition.partition()))
                        .toList())
                .orElse(List.of());
    }

    /** The topic's {@code max.message.bytes}, which is its own or the broker's; empty where nobody tells. */
    OptionalInt largestRecord(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var described = admin.describeConfigs(Set.of(resource)).values().get(resource);
        return answer("describe topic " + topic, described, null)
                .map(config -> config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .map(limit -> OptionalInt.of(Integer.parseInt(limit.value())))
                .orElse(OptionalInt.empty());
    }

    /** How long the topic keeps its records, milliseconds; {@link Long#MAX_VALUE}: for ever. Empty where it does not exist. */
    public OptionalLong retention(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var described = admin.describeConfigs(Set.of(resource)).values().get(resource);
        return answer("describe topic " + topic, described, UnknownTopicOrPartitionException.class)
                .map(config -> config.get(TopicConfig.RETENTION_MS_CONFIG))
                .map(time -> Long.parseLong(time.value()))
                .map(time -> OptionalLong.of(time < 0 ? Long.MAX_VALUE : time))
                .orElse(OptionalLong.empty());
    }

    /** Per partition the end of what is committed. */
    public Map<Position, Long> endOffsets(String topic) {
        return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Per partition the end of what is written, whether it is committed or not. */
    Map<Position, Long> writtenOffsets(String topic) {
        return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Per partition the offset of the oldest record that retention has left. */
    public Map<Position, Long> beginningOffsets(String topic) {
        return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    private Map<Position, Long> offsets(String topic, OffsetSpec which, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions(topic).forEach(position -> wanted.put(Partitions.of(position), which));
        var listed = admin.listOffsets(wanted, new ListOffsetsOptions(isolation));
        Map<Position, Long> offsets = new TreeMap<>();
        answer("list offsets of " + topic, listed.all(), UnknownTopicOrPartitionException.class)
                .orElse(Map.of())
                .forEach((partition, found) -> offsets.put(Partitions.position(partition), found.offset()));
        return offsets;
    }

    /** The next offsets that the group has committed; none where it does not exist or they have expired. */
    public Map<Position, Long> committed(String group) {
        var listed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group);
        Map<Position, Long> offsets = new TreeMap<>();
        answer("list offsets of group " + group, listed, GroupIdNotFoundException.class)
                .orElse(Map.of())
                .forEach((partition, found) -> {
                    if (found != null) {
                        offsets.put(Partitions.position(partition), found.offset());
                    }
                });
        return offsets;
    }

    /**
     * Offsets between what the group has committed (else the beginning) and the end, summed over the topic's partitions.
     * Markers and aborted records count, so it may stay above the number of records by a few.
     */
    public long lag(String group, String topic) {
        Map<Position, Long> committed = committed(group);
        Map<Position, Long> beginnings = beginningOffsets(topic);
        long lag = 0;
        for (var end : endOffsets(topic).entrySet()) {
            long next = committed.getOrDefault(end.getKey(), beginnings.getOrDefault(end.getKey(), 0L));
            lag += Math.max(0, end.getValue() - next);
        }
        return lag;
    }

    /** How many members the group has now; none where it does not exist. */
    public int members(String group) {
        var described = admin.describeConsumerGroups(Set.of(group)).describedGroups();
        return answer("describe group " + group, described.get(group), GroupIdNotFoundException.class)
                .map(found -> found.members().size())
                .orElse(0);
    }

    /** How many members the share group has now; none where it does not exist. */
    public int shareMembers(String group) {
        var described = admin.describeShareGroups(Set.of(group)).describedGroups();
        return answer("describe share group " + group, described.get(group), GroupIdNotFoundException.class)
                .map(found -> found.members().size())
                .orElse(0);
    }

    /** Per partition the oldest offset that the share group is not done with; none where it does not exist. */
    public Map<Position, Long> shareStarts(String group) {
        var listed = admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()));
        Map<Position, Long> starts = new TreeMap<>();
        answer(
                        "list offsets of share group " + group,
                        listed.partitionsToOffsetInfo(group),
                        GroupIdNotFoundException.class)
                .orElse(Map.of())
                .forEach((partition, found) -> {
                    if (found != null) {
                        starts.put(Partitions.position(partition), found.startOffset());
                    }
                });
        return starts;
    }

    /** Has the share group start at the oldest record and see committed records only; for before its first member. */
    public void shareGroup(String group) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        List<AlterConfigOp> settings = List.of(
                setting("share.auto.offset.reset", "earliest"), setting("share.isolation.level", "read_committed"));
        answer(
                "configure share group " + group,
                admin.incrementalAlterConfigs(Map.of(resource, settings)).all(),
                null);
    }

    private static AlterConfigOp setting(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    @Override
    public void close() {
        admin.close(Clients.CLOSE_TIMEOUT);
    }

    /** The broker's answer; empty where it is the one error that the caller takes for an answer. */
    private <T> Optional<T> answer(String what, KafkaFuture<T> future, Class<?> expected) {
        try {
            return Optional.ofNullable(future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (expected != null && expected.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw new LogUnavailableException(
                    "cannot " + what + ": " + AdvertisedListeners.words(kafka, e), e.getCause());
        } catch (TimeoutException e) {
            String why = AdvertisedListeners.unreachable(kafka)
                    .orElse("expected a Kafka broker, whose advertised.listeners can be reached from here");
            throw new LogUnavailableException(
                    "cannot " + what + ": no answer from " + kafka.bootstrapServers() + ": " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("cannot " + what + ": interrupted", e);
        }
    }
}
