package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.platform.registry.ConfluentFraming;
import sharelora.platform.registry.SmallRegistry;
import sharelora.schemas.EvalResult;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Topics;

/** What other teams rely on, as they would: without any of our code but the schemas. */
class PublicContractIT {

    private static final Path EXAMPLES = Path.of("..", "..", "infra", "examples");
    private static final EvalResult RESULT = EvalResult.newBuilder(PublicRecords.result())
            .setEvaluatedAt(Instant.EPOCH)
            .build();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;
    private static SmallRegistry registry;

    @BeforeAll
    static void publish() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder, 0));
        kafka = KafkaSettings.of(broker.bootstrapServers());
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(Topics.shared());
        }
        PublicSchemas.announce(kafka, List.of(Topics.EVAL_RESULTS));
        registry = SmallRegistry.start();
        Framing framing = ConfluentFraming.of(registry.settings(true));
        write(kafka, RESULT);
        write(kafka.with(framing), ofStep(51));
        writeAsEarlierProgramsDid(framing, ofStep(52));
        write(kafka, ofStep(53));
    }

    private static EvalResult ofStep(long step) {
        return EvalResult.newBuilder(RESULT).setStep(step).build();
    }

    private static void write(KafkaSettings settings, EvalResult result) {
        try (LogWriter writer = LogWriter.open(settings, "test")) {
            writer.send(Outgoing.of(Topics.EVAL_RESULTS, result.getJobId(), result));
            writer.flush();
        }
    }

    /** With the registry's id alone: in the value, and for a data schema. */
    private static void writeAsEarlierProgramsDid(Framing framing, EvalResult result) {
        byte[] value = framing.framed(Topics.EVAL_RESULTS, Codec.encode(result));
        var record = new ProducerRecord<byte[], byte[]>(Topics.EVAL_RESULTS.name(), value);
        record.headers().add("ce_dataschema", "1".getBytes(StandardCharsets.UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var _ = producer.send(record);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
        registry.close();
    }

    @Test
    void recordsCarryCloudEventsHeadersInBinaryMode() {
        // Given
        TopicPartition place = new TopicPartition(Topics.EVAL_RESULTS.name(), 0);
        String fingerprint = Codec.fingerprint(EvalResult.getClassSchema());
        Map<String, String> headers = new HashMap<>();

        // When
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            while (headers.isEmpty()) {
                for (var record : consumer.poll(Duration.ofMillis(100)).records(place)) {
                    if (record.offset() == 0) {
                        record.headers()
                                .forEach(each ->
                                        headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }

        // Then
        assertThat(headers)
                .containsOnly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_type", "sharelora.eval-result.v1"),
                        Map.entry("ce_source", "/jobs/tickets"),
                        Map.entry("ce_id", "checkpoint/suite/1"),
                        Map.entry("ce_time", "1970-01-01T00:00:00Z"),
                        Map.entry("ce_dataschema", "urn:sharelora:schema:EvalResult:" + fingerprint),
                        Map.entry("ce_schemaid", fingerprint),
                        Map.entry("content-type", "application/avro"));
    }

    @Test
    void schemasAreWrittenOnceAndUnderTheirFingerprint() {
        // When
        PublicSchemas.announce(kafka, List.of(Topics.EVAL_RESULTS, Topics.EVAL_RESULTS_LATEST));

        // Then
        Map<String, SchemaText> schemas = TopicTable.read(kafka, Topics.SCHEMAS);
        String fingerprint = Codec.fingerprint(EvalResult.getClassSchema());
        assertThat(schemas.get(fingerprint).getRecord()).isEqualTo("sharelora.schemas.EvalResult");
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            assertThat(admin.endOffsets(Topics.SCHEMAS.name()).values()).containsExactly((long) schemas.size());
        }
    }

    @Test
    void recordOfALaterSchemaIsReadWithTheOneThatWasPublished() throws IOException {
        // Given
        Schema later = later();
        byte[] value = written(later);
        assertThatThrownBy(() -> Codec.decode(EvalResult.class, value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("unknown schema fingerprint " + Codec.fingerprint(later));
        SchemaText text = new SchemaText(Codec.fingerprint(later), later.getFullName(), later.toString());
        try (LogWriter writer = LogWriter.open(kafka, "later")) {
            writer.send(Outgoing.of(Topics.SCHEMAS, text.getFingerprint(), text));
            writer.flush();
        }

        // When
        EvalResult read = Codec.decode(EvalResult.class, value, PublicSchemas.of(kafka)::schema);

        // Then
        assertThat(read).isEqualTo(RESULT);
    }

    @Test
    void laterReaderReadsARecordOfToday() throws IOException {
        // Given
        BinaryMessageDecoder<GenericRecord> reader = new BinaryMessageDecoder<>(GenericData.get(), later());
        reader.addSchema(EvalResult.getClassSchema());

        // When
        GenericRecord read = reader.decode(Codec.encode(RESULT));

        // Then
        assertThat(read.get("note").toString()).isEqualTo("none");
        assertThat(read.get("resultId").toString()).isEqualTo(RESULT.getResultId());
    }

    @Test
    void shortJavaConsumerPrintsResultsInBothFramingsAndPassesOverWhatItCannotTell() throws Exception {
        // When
        List<String> lines = firstLines(
                3,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=sharelora.schemas",
                        EXAMPLES.resolve("ReadResults.java").toString(),
                        broker.bootstrapServers()));

        // Then
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("tickets 50 [{\"name\": \"accuracy\", \"value\": 0.75"),
                        line -> assertThat(line).startsWith("tickets 51 ["),
                        line -> assertThat(line).startsWith("tickets 53 ["));
    }

    @Test
    void pythonConsumerPrintsResultsInBothFramingsWithSchemasFromTheTopicAlone() throws Exception {
        // Given
        assumeTrue(hasPythonPackages("fastavro, kafka, lz4"), "kafka-python, fastavro or lz4 is not on this machine");

        // When
        List<String> lines = firstLines(
                3, List.of("python3", EXAMPLES.resolve("read_results.py").toString(), broker.bootstrapServers()));

        // Then
        assertThat(lines.getFirst()).contains("\"jobId\": \"tickets\"", "\"status\": \"COMPLETE\"", "\"value\": 0.75");
        assertThat(lines).extracting(PublicContractIT::step).containsExactly("50", "51", "53");
    }

    @Test
    void pythonConsumerAsksTheRegistryForWhatEarlierProgramsWrote() throws Exception {
        // Given
        assumeTrue(hasPythonPackages("fastavro, kafka, lz4"), "kafka-python, fastavro or lz4 is not on this machine");

        // When
        List<String> lines = firstLines(
                4,
                List.of(
                        "python3",
                        EXAMPLES.resolve("read_results.py").toString(),
                        broker.bootstrapServers(),
                        "--registry",
                        registry.settings(false).url().toString()));

        // Then
        assertThat(lines).extracting(PublicContractIT::step).containsExactly("50", "51", "52", "53");
    }

    @Test
    void pythonSdkOfCloudEventsReadsWhatIsWritten() throws Exception {
        // Given
        assumeTrue(hasPythonPackages("cloudevents.core, kafka, lz4"), "kafka-python or cloudevents is not here");

        // When
        List<String> lines = firstLines(
                2, List.of("python3", EXAMPLES.resolve("read_events.py").toString(), broker.bootstrapServers()));

        // Then
        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                "\"time\": \"1970-01-01 00:00:00+00:00\"", "\"dataschema\": \"urn:sharelora:schema:"));
    }

    private static String step(String line) {
        return line.replaceFirst(".*\"step\": (\\d+),.*", "$1");
    }

    private static boolean hasPythonPackages(String packages) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import " + packages).start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Of what the command prints to its output; its errors go to ours. */
    private static List<String> firstLines(int count, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().limit(count).toList();
        } finally {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Today's with a field more. */
    private static Schema later() {
        List<Schema.Field> fields = new ArrayList<>();
        EvalResult.getClassSchema().getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("note", Schema.create(Schema.Type.STRING), "A later field.", "none"));
        return Schema.createRecord("EvalResult", "Later.", "sharelora.schemas", false, fields);
    }

    private static byte[] written(Schema later) throws IOException {
        GenericRecordBuilder record = new GenericRecordBuilder(later);
        GenericRecord today = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), EvalResult.getClassSchema())
                .decode(Codec.encode(RESULT));
        today.getSchema().getFields().forEach(field -> record.set(field.name(), today.get(field.name())));
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), later).encode(record.build());
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
