package sharelora.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** A broker and a blob store with the real base, worked on by the command alone, as a user would. */
final class CommandTestBed {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final EmbeddedBroker broker;
    private final Path folder;
    private final KafkaSettings kafka;

    private CommandTestBed(Path folder) {
        this.folder = folder;
        this.broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker"), 0));
        this.kafka = KafkaSettings.of(broker.bootstrapServers());
        command("topics");
        command("model", "import", "minilm");
    }

    /** The test bed of this process: every test has streams and jobs of its own. */
    static CommandTestBed shared() {
        return Shared.TEST_BED;
    }

    private static final class Shared {

        private static final CommandTestBed TEST_BED = start();

        private static CommandTestBed start() {
            try {
                CommandTestBed bed = new CommandTestBed(
                        Files.createTempDirectory(Path.of("target"), "command-").toAbsolutePath());
                Runtime.getRuntime().addShutdownHook(new Thread(bed.broker::close));
                return bed;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Runs the command at this bed; it has to succeed. */
    String command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
        all.addAll(List.of("--blobs", folder.resolve("blobs").toUri().toString()));
        return Command.succeed(all.toArray(String[]::new));
    }

    void submit(String jobYaml) {
        command("submit", file(jobYaml).toString());
    }

    void feed(String stream, List<String> lines) {
        command(
                "feed",
                "--stream",
                stream,
                "--file",
                file(String.join("\n", lines)).toString());
    }

    /** Everything fed so far becomes token batches. */
    void tokenize(String stream) {
        stage("tokenizer", "--stream", stream);
    }

    /** The job learns all token batches there are, in a process life of its own. */
    void train(String job, int threads) {
        stage("trainer", "--job", job, "--threads", Integer.toString(threads));
    }

    private void stage(String... arguments) {
        command(Stream.concat(Stream.of(arguments), Stream.of("--http-port", "0", "--until-idle", "1"))
                .toArray(String[]::new));
    }

    /** A topic of somebody else's. */
    void createForeign(String name) {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(name, 2, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Writes bytes as any Kafka producer may. */
    void writeRaw(String topic, String key, byte[] value) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
            var _ = producer.send(new ProducerRecord<>(topic, key, value));
            producer.flush();
        }
    }

    AdapterSnapshot snapshot(String job) {
        return TopicTable.read(kafka, Topics.ADAPTER_SNAPSHOTS).get(job);
    }

    /** Everything committed on a topic, in log order of each partition. */
    <V extends SpecificRecord> List<V> read(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            while (!reader.caughtUp()) {
                reader.poll(WAIT).forEach(record -> values.add(Codec.decode(topic.type(), record.value())));
            }
        }
        return values;
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private Path file(String content) {
        try {
            return Files.writeString(Files.createTempFile(folder, "input-", ""), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
