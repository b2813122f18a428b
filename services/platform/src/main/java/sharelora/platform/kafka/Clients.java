package sharelora.platform.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import sharelora.platform.failure.FatalException;

/**
 * The one place where Kafka clients are made. Settings that a guarantee rests on are set last, over the operator's own. All
 * methods but {@link #member} throw {@link LogUnavailableException} where no broker answers at the bootstrap servers.
 */
final class Clients {

    /** Long enough for a commit, short enough that a killed writer stalls its readers for seconds. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

    /** After this long without a heartbeat the group takes a member for dead and reassigns its partitions. */
    static final Duration MISSED_BY_NOW = TRANSACTION_TIMEOUT.plusSeconds(3);

    /** Closing waits this long for the broker, so that a process can stop within its ten seconds. */
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    /** The same for members that stand by for each other; brokers allow no less by default. */
    static final Duration WATCH_TIMEOUT = Duration.ofSeconds(6);

    /** The largest record that is written or read, bytes. */
    static final int LARGEST_RECORD = 8 << 20;

    /** A request holds one batch of a partition: large, for requests that wait for each other over a long line. */
    static final int BATCH_SIZE = 256 << 10;

    private Clients() {}

    static KafkaProducer<byte[], byte[]> transactionalProducer(KafkaSettings kafka, String transactionalId) {
        Map<String, Object> config = producerConfig(kafka, transactionalId);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        // A send that takes longer than its transaction may live has failed.
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return reaching(kafka, () -> new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    static KafkaProducer<byte[], byte[]> producer(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = producerConfig(kafka, clientId);
        // Kafka's own two minutes are long for a person who waits.
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        // A partition that is just made may refuse a first request and take the second; a broker without a memory of
        // the producer then refuses the first one for ever (KAFKA-15591). Transactions are safe from this.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_SIZE));
        return reaching(kafka, () -> new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * A member of a group: partitions are assigned, offsets are committed by transactions. A position that is not in the
     * log is an error: Kafka would jump over what was removed without a word.
     */
    static KafkaConsumer<byte[], byte[]> member(KafkaSettings kafka, String group, String clientId) {
        Map<String, Object> config = consumerConfig(kafka, clientId);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        if (!"consumer".equals(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, StickyAssignor.class.getName());
            config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
            config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        }
        return made(() -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /**
     * A member of a group that shares partitions out and reads none of them. What one member keeps is never taken away
     * for a moment, and a member that died is missed soon: nothing else waits for it.
     */
    static KafkaConsumer<byte[], byte[]> watchman(KafkaSettings kafka, String group, String clientId) {
        Map<String, Object> config = consumerConfig(kafka, clientId);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        if (!"consumer".equals(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) WATCH_TIMEOUT.toMillis());
            config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        }
        return reaching(
                kafka, () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** A reader without a group: it chooses its positions, and a position that is no longer in the log is an error. */
    static KafkaConsumer<byte[], byte[]> reader(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = consumerConfig(kafka, clientId);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // A broker answers a connection's requests in turn: a question, or a close, waits for the fetch before it.
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        return reaching(
                kafka, () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** A member of a share group (KIP-932) that takes one record at a time and acknowledges each explicitly. */
    static KafkaShareConsumer<byte[], byte[]> shareMember(KafkaSettings kafka, String group, String clientId) {
        Map<String, Object> config = common(kafka, clientId);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // As for a reader: whatever goes over the same connection waits for the fetch before it.
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        return reaching(
                kafka,
                () -> new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    static Admin admin(KafkaSettings kafka) {
        return reaching(kafka, () -> Admin.create(common(kafka, "sharelora-admin")));
    }

    /** Fails at once where no broker answers, for clients that are made to ask something at once. */
    private static <C> C reaching(KafkaSettings kafka, Supplier<C> client) {
        BootstrapProbe.of(kafka).require();
        return made(client);
    }

    /** Makes a client; a setting that Kafka refuses is the operator's to correct, so the message quotes Kafka. */
    private static <C> C made(Supplier<C> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            Throwable first = e;
            while (first.getCause() instanceof KafkaException cause) {
                first = cause;
            }
            throw new FatalException("Kafka refuses a client setting: " + first.getMessage(), e);
        }
    }

    private static Map<String, Object> producerConfig(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = common(kafka, clientId);
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        return config;
    }

    private static Map<String, Object> consumerConfig(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = common(kafka, clientId);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, LARGEST_RECORD);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * LARGEST_RECORD);
        // Kafka's own minute is long for a person who waits.
        config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
        return config;
    }

    private static Map<String, Object> common(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = new HashMap<>(kafka.properties());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        // Topics made after a stage has started are found in seconds, not minutes.
        config.putIfAbsent(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, "5000");
        config.putIfAbsent("enable.metrics.push", "false");
        return config;
    }
}
