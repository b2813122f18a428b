package sharelora.platform.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;

class JsonExamplesTest {

    private final JsonExamples examples = JsonExamples.of(input("id", "text", "label", null));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000017b2274657874223a2278227d", // a registry's framing before JSON
                "000000000102", // and before anything else
                "0000feff0000007b", // UTF-32 with its mark
                "0000007b00000022",
                "7b0000002200000074000000",
                "feff007b00220074",
                "fffe7b0022007400",
                "7b00220074006500",
                "007b002200740065",
                "1f8b0800000000000003abae05004",
                "c301ffffffffffffffff00",
                "efbbbf",
                "ff",
                "00",
                ""
            })
    void findsNoJsonInBytesOfAnotherKind(String hex) {
        // Given
        byte[] value = HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : hex + "0");
        byte[] before = value.clone();

        // When
        ReadOutcome.Poison poison = poison(value);

        // Then
        assertThat(poison.reason()).isEqualTo(PoisonReason.UNREADABLE);
        assertThat(value).isEqualTo(before);
    }

    @Test
    void hintsAtTheFramingOfASchemaRegistry() {
        ReadOutcome.Poison poison = poison(HexFormat.of().parseHex("00000000017b7d"));

        assertThat(poison.detail()).contains("framed for a schema registry");
    }

    @Test
    void passesOverAByteOrderMark() {
        assertThat(found("\uFEFF" + json("größer", "a")).getText()).isEqualTo("größer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-32BE"})
    void learnsNothingFromAnotherEncoding(String charset) {
        byte[] value = json("größer", "a").getBytes(Charset.forName(charset));

        assertThat(poison(value).reason()).isEqualTo(PoisonReason.UNREADABLE);
    }

    @Test
    void saysAtWhichByteTheEncodingBreaks() {
        assertThat(poison("{\"text\":\"é\"}".getBytes(ISO_8859_1)).detail())
                .isEqualTo("expected a JSON object, found not UTF-8, from byte 9 on");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("{\"id\":1,\"text\":\"a\",\"text\":\"b\",\"label\":\"a\"}", "a field is there twice"),
                Arguments.of("{\"more\":{\"a\":1,\"a\":1}}", "a field is there twice"),
                Arguments.of("{} {}", "several JSON values"),
                Arguments.of("{\"a\":", "ends in the middle"),
                Arguments.of("{\"a\":" + "[".repeat(100_000), "beyond a limit"),
                Arguments.of("{\"a\":" + "9".repeat(1_001) + "}", "beyond a limit"),
                Arguments.of("{\"a\":0." + "9".repeat(1_001) + "}", "beyond a limit"),
                Arguments.of("{\"" + "n".repeat(10_001) + "\":1}", "beyond a limit"),
                Arguments.of("{\"a\":NaN}", "not JSON"),
                Arguments.of("{\"a\":secret}", "not JSON"),
                Arguments.of("{\"a\":\"\u0000\"}", "not JSON"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void saysWhatTheJsonLacksWithoutRepeatingIt(String json, String expected) {
        ReadOutcome.Poison poison = poison(json.getBytes(UTF_8));

        assertThat(poison.reason()).isEqualTo(PoisonReason.UNREADABLE);
        assertThat(poison.detail()).contains(expected).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "01e3", "1e3", "1e400", "-0.0", "123456789012345678901234567890", "1.0", "true"})
    void takesScalarsAsTheyAreWritten(String written) {
        String json = "{\"id\":7,\"text\":\"x\",\"label\":" + (written.startsWith("01") ? "\"01e3\"" : written) + "}";

        assertThat(found(json).getLabel()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1e400", "\"-1e999\"", "\"NaN\"", "\"Infinity\"", "\"0x1p3\"", "\"1d\"", "\"\""})
    void takesNothingForANumberThatIsNone(String score) {
        JsonExamples scored = JsonExamples.of(input("id", "text", null, "score"));

        ReadOutcome outcome = scored.read(record("{\"id\":1,\"text\":\"x\",\"score\":" + score + "}"));

        assertThat(((ReadOutcome.Poison) outcome).reason()).isEqualTo(PoisonReason.WRONG_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udc00", "\\udc00\\ud800"})
    void buriesHalfACharacter(String text) {
        ReadOutcome.Poison poison = poison(json(text, "a").getBytes(UTF_8));

        assertThat(poison.reason()).isEqualTo(PoisonReason.WRONG_TYPE);
        assertThat(poison.detail()).startsWith("field text: expected text, found half a character");
    }

    @Test
    void readsBothHalvesOfACharacter() {
        assertThat(found(json("\\ud83d\\ude00", "a")).getText()).isEqualTo("😀");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "payload.after.text | {\"payload\":{\"after\":{\"text\":\"x\"}}}",
                "data.0.text        | {\"data\":[{\"text\":\"x\"},{\"text\":\"y\"}]}",
                "data.1             | {\"data\":[\"y\",\"x\"]}",
                "0.10               | {\"0\":{\"10\":\"x\"}}",
                "a.1.0.b            | {\"a\":[0,[{\"b\":\"x\"}]]}"
            })
    void findsAFieldByItsPath(String path, String json) {
        assertThat(JsonExamples.of(input(null, path, null, null)).read(record(json)))
                .isInstanceOfSatisfying(
                        ReadOutcome.Found.class,
                        found -> assertThat(found.example().getText()).isEqualTo("x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "after.text     | {\"schema\":1,\"payload\":{\"after\":2}} | no field after.text; found schema, payload",
                "payload.text   | {\"payload\":{\"after\":2}}    | no field payload.text; in payload found after",
                "data.2         | {\"data\":[1,2]}               | no field data.2; in data found an array of 2",
                "data.-1        | {\"data\":[1,2]}               | no field data.-1; in data found an array of 2",
                "data.01        | {\"data\":[1,2]}               | no field data.01; in data found an array of 2",
                "a.b            | {\"a\":\"a secret\"}           | no field a.b; in a found text",
                "a              | {\"a\":null}                   | no field a; it is null",
                "a              | {}                             | no field a; found no fields",
                "a              | {\"b\\u001b[31m\":1}           | no field a; found b\\u001b[31m"
            })
    void namesTheFieldsThatAreThereInstead(String path, String json, String detail) {
        ReadOutcome outcome = JsonExamples.of(input(null, path, null, null)).read(record(json));

        assertThat(outcome).isEqualTo(new ReadOutcome.Poison(PoisonReason.MISSING_FIELD, detail));
    }

    @Test
    void cutsTheNamesOfManyFields() {
        // Given
        String names = String.join(
                ",",
                Stream.iterate(1, i -> i + 1)
                        .limit(500)
                        .map(i -> "\"" + "n".repeat(100) + i + "\":1")
                        .toList());

        // When
        ReadOutcome.Poison poison = poison(("{" + names + "}").getBytes(UTF_8));

        // Then
        assertThat(poison.detail()).endsWith(" and 490 more").hasSizeLessThan(800);
    }

    private static String json(String text, String label) {
        return "{\"id\":\"1\",\"text\":\"" + text + "\",\"label\":\"" + label + "\"}";
    }

    private Example found(String json) {
        return ((ReadOutcome.Found) examples.read(record(json))).example();
    }

    private ReadOutcome.Poison poison(byte[] value) {
        byte[] copy = Arrays.copyOf(value, value.length);
        ReadOutcome outcome = examples.read(new Received("t", 0, 0, 0, null, value));
        assertThat(value).isEqualTo(copy);
        return (ReadOutcome.Poison) outcome;
    }

    private static Received record(String json) {
        return new Received("t", 0, 0, 0, null, json.getBytes(UTF_8));
    }

    private static Input input(String id, String text, String label, String score) {
        return Input.newBuilder()
                .setTopic("t")
                .setFormat(InputFormat.JSON)
                .setId(id)
                .setText(text)
                .setLabel(label)
                .setTextPair(null)
                .setScore(score)
                .setCompletion(null)
                .build();
    }
}
