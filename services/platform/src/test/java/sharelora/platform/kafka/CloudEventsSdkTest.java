package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;
import sharelora.platform.registry.ConfluentFraming;
import sharelora.platform.registry.SmallRegistry;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Every public record as the CloudEvents SDK reads it from Kafka. */
class CloudEventsSdkTest {

    private SmallRegistry registry;

    @BeforeEach
    void start() {
        registry = SmallRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    static Stream<Topic<?>> publicTopics() {
        return Topics.shared().stream().filter(Topic::isPublic);
    }

    @ParameterizedTest
    @MethodSource("publicTopics")
    void everyPublicRecordIsAnEventWithItsOwnTimeAndAnAbsoluteDataSchema(Topic<?> topic) {
        // Given
        SpecificRecord value = sample(topic);

        // When
        CloudEvent event = read(encoded(topic, value, Framing.SINGLE_OBJECT));

        // Then
        String fingerprint = Codec.fingerprint(value.getSchema());
        assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(event.getDataContentType()).isEqualTo("application/avro");
        assertThat(event.getTime().toInstant())
                .isEqualTo(value instanceof SchemaText ? Instant.EPOCH : Instant.parse("2026-11-30T23:59:59.123Z"));
        assertThat(event.getDataSchema().isAbsolute()).isTrue();
        assertThat(event.getDataSchema())
                .hasToString("urn:sharelora:schema:" + value.getSchema().getName() + ":" + fingerprint);
        assertThat(event.getExtension("schemaid")).isEqualTo(fingerprint);
        assertThat(Codec.decode(value.getClass(), event.getData().toBytes())).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("publicTopics")
    void recordThatIsReadAndWrittenAgainHasTheSameHeaders(Topic<?> topic) {
        // Given
        ProducerRecord<byte[], byte[]> first = encoded(topic, sample(topic), Framing.SINGLE_OBJECT);

        // When
        SpecificRecord again = Codec.decode(topic.type(), first.value());

        // Then
        assertThat(encoded(topic, again, Framing.SINGLE_OBJECT).headers()).isEqualTo(first.headers());
    }

    @Test
    void registrysIdStandsBesideADataSchemaThatIsTheSameAsWithoutIt() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(true));
        SpecificRecord value = sample(Topics.PROMOTIONS);
        CloudEvent without = read(encoded(Topics.PROMOTIONS, value, Framing.SINGLE_OBJECT));

        // When
        CloudEvent with = read(encoded(Topics.PROMOTIONS, value, framing));

        // Then
        assertThat(with.getExtension("schemaid")).isEqualTo("1");
        assertThat(with.getDataSchema()).isEqualTo(without.getDataSchema());
        assertThat(with.getTime()).isEqualTo(without.getTime());
    }

    private static SpecificRecord sample(Topic<?> topic) {
        List<SpecificRecord> samples =
                PublicRecords.all().stream().filter(topic.type()::isInstance).toList();
        assertThat(samples).as("samples of " + topic.name()).hasSize(1);
        return samples.getFirst();
    }

    private static <V extends SpecificRecord> ProducerRecord<byte[], byte[]> encoded(
            Topic<V> topic, SpecificRecord value, Framing framing) {
        return Encoded.of(Outgoing.of(topic, "key", topic.type().cast(value)), framing)
                .record();
    }

    private static CloudEvent read(ProducerRecord<byte[], byte[]> record) {
        try (CloudEventDeserializer sdk = new CloudEventDeserializer()) {
            return sdk.deserialize(record.topic(), record.headers(), record.value());
        }
    }
}
