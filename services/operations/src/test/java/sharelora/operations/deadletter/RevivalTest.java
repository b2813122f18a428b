package sharelora.operations.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.schemas.BatchRule;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class RevivalTest {

    private static final Example EXAMPLE =
            Example.newBuilder().setId("1").setText("a text").setLabel("a").build();
    private static final byte[] SINGLE_OBJECT = Codec.encode(EXAMPLE);
    private static final byte[] FRAMED = ByteBuffer.allocate(5 + SINGLE_OBJECT.length - Codec.HEADER)
            .put(new byte[] {0, 0, 0, 0, 7})
            .put(SINGLE_OBJECT, Codec.HEADER, SINGLE_OBJECT.length - Codec.HEADER)
            .array();

    /** As letters have been written: the bytes of the topic, and before that the bytes as they were read. */
    static List<byte[]> values() {
        return List.of(FRAMED, SINGLE_OBJECT);
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsALettersValueInTheFramingOfItsTopicAndInOurs(byte[] value) {
        // Given
        Revival revival = new Revival(
                new KafkaSettings(Map.of("bootstrap.servers", "localhost:1"), new Confluent()), Map.of("s", stream()));

        // When
        Revival.Outcome outcome = revival.of(new Letter(0, letter(value), false));

        // Then
        assertThat(outcome).isEqualTo(new Revival.Outcome.Alive("s", EXAMPLE));
    }

    private static DeadLetter letter(byte[] value) {
        return DeadLetter.newBuilder()
                .setStage("tokenizer")
                .setStream("s")
                .setReason("skipped-by-operator")
                .setDetail("")
                .setSource(new Source(Topics.examples("s").name(), 0, 3L))
                .setValue(ByteBuffer.wrap(value))
                .setValueBytes(value.length)
                .setDeadAt(Instant.EPOCH)
                .build();
    }

    private static Stream stream() {
        return Stream.newBuilder()
                .setName("s")
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setLabels(List.of("a", "b"))
                .setMaxLength(64)
                .setBatch(new BatchRule(4, 100, 1, 500L))
                .setHoldoutPercent(0)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    /** As a registry that gave the schema of an Example the id 7. */
    private static final class Confluent implements Framing {

        @Override
        public void require(Collection<? extends Topic<?>> topics) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] framed(Topic<?> topic, byte[] singleObject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String schemaId(Topic<?> topic, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] singleObject(byte[] value) {
            return value[0] == 0 ? Codec.singleObject(Example.getClassSchema(), value, 5) : value;
        }
    }
}
