package sharelora.platform.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;

class ExampleReaderTest {

    private final ExampleReader reader = ExampleReader.of(Streams.withInput());

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u200B", "\uFEFF\u200D", "\u0000\u001B", "\u00A0\u3000", "\u3164", "\uFE0F", "\u2028"})
    void buriesATextInWhichNobodySeesAnything(String text) {
        assertThat(reader.read(avro(example(text))))
                .isInstanceOfSatisfying(
                        ReadOutcome.Poison.class,
                        poison -> assertThat(poison.reason()).isEqualTo(PoisonReason.EMPTY_TEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u200B", "😀", "é", ".", "日本"})
    void keepsATextWithSomethingToSee(String text) {
        assertThat(reader.read(avro(example(text)))).isEqualTo(new ReadOutcome.Found(example(text)));
    }

    @Test
    void buriesATextInAvroThatIsNoUtf8() {
        // Given
        byte[] value = Codec.encode(example("caf?"));
        for (int i = 0; i < value.length; i++) {
            value[i] = value[i] == '?' ? (byte) 0xE9 : value[i];
        }

        // When
        ReadOutcome outcome = reader.read(record(Streams.EXAMPLES, value));

        // Then
        assertThat(outcome)
                .isEqualTo(
                        new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected texts in UTF-8, found other bytes"));
    }

    @Test
    void keepsTheReplacementCharacterWhereItWasWritten() {
        assertThat(reader.read(avro(example("caf\uFFFD")))).isInstanceOf(ReadOutcome.Found.class);
    }

    @Test
    void hintsAtTheFramingOfASchemaRegistryOnTheStreamsOwnTopic() {
        ReadOutcome outcome = reader.read(record(Streams.EXAMPLES, "\0\0\0\0\1{\"text\":\"x\"}".getBytes(UTF_8)));

        assertThat(((ReadOutcome.Poison) outcome).detail()).contains("framed for a schema registry");
    }

    private static Example example(String text) {
        return new Example("1", text, "a", null, null, null);
    }

    private static Received avro(Example example) {
        return record(Streams.EXAMPLES, Codec.encode(example));
    }

    private static Received record(String topic, byte[] value) {
        return new Received(topic, 0, 0, 0, null, value);
    }
}
