package sharelora.platform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.platform.records.Received;
import sharelora.schemas.IgnoredRecord;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;

class IgnoreRuleTest {

    private static final String DELETE = """
            {"before":{"id":1,"text":"gone"},"after":null,"source":{"table":"tickets"},"op":"d","ts_ms":1}""";
    private static final String WITHOUT_IMAGE = "{\"before\":null,\"after\":null,\"op\":\"d\"}";
    private static final String WITHOUT_OPERATION = "{\"before\":{\"id\":1},\"after\":null}";

    static Stream<String> deletes() {
        return Stream.of(DELETE, WITHOUT_IMAGE, WITHOUT_OPERATION)
                .flatMap(event -> Stream.of(
                        event,
                        "{\"schema\":{\"type\":\"struct\",\"optional\":true},\"payload\":" + event + "}",
                        "{\"payload\":" + event + "}"));
    }

    @ParameterizedTest
    @MethodSource("deletes")
    void passesOverADeleteWhereTheStreamAsksForThat(String event) {
        assertThat(read(event, IgnoredRecord.DELETES)).isEqualTo(new ReadOutcome.Ignored(IgnoredRecord.DELETES));
        assertThat(read(event)).isInstanceOf(ReadOutcome.Poison.class);
        assertThat(read(event, IgnoredRecord.TOMBSTONES)).isInstanceOf(ReadOutcome.Poison.class);
    }

    @Test
    void passesOverATombstoneWhereTheStreamAsksForThat() {
        assertThat(read(null, IgnoredRecord.TOMBSTONES)).isEqualTo(new ReadOutcome.Ignored(IgnoredRecord.TOMBSTONES));
        assertThat(read(null)).isInstanceOf(ReadOutcome.Poison.class);
        assertThat(read(null, IgnoredRecord.DELETES)).isInstanceOf(ReadOutcome.Poison.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"op\":\"t\",\"before\":null,\"after\":null}", // truncated: no row of its own
                "{\"op\":\"u\",\"before\":{\"id\":1},\"after\":null}",
                "{\"before\":{\"id\":1}}", // nothing says that it is gone
                "{\"before\":null,\"after\":null}",
                "{\"before\":\"noon\",\"after\":null}",
                "{\"op\":[\"d\"],\"before\":null,\"after\":null}",
                "{\"data\":{\"op\":\"d\"}}",
                "{\"schema\":null,\"payload\":null}"
            })
    void goesOnCallingPoisonWhatIsNeither(String value) {
        assertThat(read(value, IgnoredRecord.TOMBSTONES, IgnoredRecord.DELETES)).isInstanceOf(ReadOutcome.Poison.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "r", "u"})
    void goesOnReadingEventsThatHaveARow(String operation) {
        String event = "{\"before\":null,\"after\":{\"text\":\"hello\"},\"op\":\"" + operation + "\"}";

        assertThat(read(event, IgnoredRecord.TOMBSTONES, IgnoredRecord.DELETES))
                .isInstanceOfSatisfying(
                        ReadOutcome.Found.class,
                        found -> assertThat(found.example().getText()).isEqualTo("hello"));
    }

    private static ReadOutcome read(String value, IgnoredRecord... kinds) {
        Input input = Input.newBuilder()
                .setTopic("t")
                .setFormat(InputFormat.JSON)
                .setText("after.text")
                .setIgnore(List.of(kinds))
                .build();
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        return JsonExamples.of(input).read(new Received("t", 0, 0, 0, null, bytes));
    }
}
