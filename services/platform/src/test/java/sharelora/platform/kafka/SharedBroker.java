package sharelora.platform.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** One broker for all tests of this JVM; each test has topics of its own. */
final class SharedBroker {

    private static final EmbeddedBroker BROKER = start();

    private SharedBroker() {}

    private static EmbeddedBroker start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "broker");
            EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder, 0));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KafkaSettings kafka() {
        return KafkaSettings.of(BROKER.bootstrapServers());
    }

    /** A new topic of examples. */
    static Topic<Example> topic(int partitions) {
        Topic<Example> topic =
                new Topic<>("test." + UUID.randomUUID(), Example.class, partitions, Optional.of(Duration.ofDays(1)));
        create(topic);
        return topic;
    }

    static void create(Topic<?> topic) {
        try (TopicAdmin admin = TopicAdmin.open(kafka())) {
            admin.create(List.of(topic));
        }
    }

    static <V extends SpecificRecord> void write(List<Outgoing<V>> records) {
        try (LogWriter writer = LogWriter.open(kafka(), "test")) {
            records.forEach(writer::send);
            writer.flush();
        }
    }

    /** Writes a value that is in nobody's framing but the test's. */
    static void writeRaw(Topic<?> topic, byte[] value) {
        try (Producer<byte[], byte[]> producer = Clients.producer(kafka(), "test")) {
            producer.send(new ProducerRecord<>(topic.name(), value)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes examples with ids {@code from} to {@code to - 1}, which are their keys too. */
    static void writeExamples(Topic<Example> topic, int from, int to) {
        List<Outgoing<Example>> examples = new ArrayList<>();
        for (int id = from; id < to; id++) {
            examples.add(Outgoing.of(topic, Integer.toString(id), example(id)));
        }
        write(examples);
    }

    static Example example(int id) {
        return Example.newBuilder().setId(Integer.toString(id)).setText("text").build();
    }

    /** Ids of all committed examples, in log order within a partition. */
    static List<String> ids(Topic<Example> topic) {
        List<String> ids = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka(), topic.name())) {
            while (!reader.caughtUp()) {
                reader.poll(Duration.ofMillis(100)).forEach(record -> ids.add(id(record)));
            }
        }
        return ids;
    }

    static String id(Received record) {
        return Codec.decode(Example.class, record.value()).getId();
    }
}
