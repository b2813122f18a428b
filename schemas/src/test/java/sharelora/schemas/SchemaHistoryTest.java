package sharelora.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of yesterday are readable today; public ones of today also by readers of yesterday. */
class SchemaHistoryTest {

    static Stream<Topic<?>> topics() {
        return Stream.concat(Topics.shared().stream(), Topics.ofStream("any").stream());
    }

    static Stream<Topic<?>> publicTopics() {
        return topics().filter(Topic::isPublic);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void readsEveryOlderSchema(Topic<?> topic) {
        Schema today = today(topic);

        for (Schema older : OlderSchemas.of(today.getName())) {
            assertThat(problems(today, older)).as(topic.name()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("publicTopics")
    void isReadByEveryOlderReader(Topic<?> topic) {
        Schema today = today(topic);
        List<Schema> older = OlderSchemas.of(today.getName());

        assertThat(older).as("history of " + today.getName()).isNotEmpty();
        for (Schema reader : older) {
            assertThat(problems(reader, today)).as(topic.name()).isEmpty();
        }
    }

    @Test
    void fieldWithoutADefaultWouldBeFound() {
        Schema before = new Schema.Parser().parse(record(""));
        Schema after = new Schema.Parser().parse(record(",{\"name\":\"b\",\"type\":\"int\"}"));

        assertThat(problems(after, before)).hasSize(1);
    }

    private static String record(String more) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}" + more + "]}";
    }

    private static Schema today(Topic<?> topic) {
        return SpecificData.get().getSchema(topic.type());
    }

    private static List<String> problems(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        List<String> problems = new ArrayList<>();
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult()
                    .getIncompatibilities()
                    .forEach(each -> problems.add(each.getLocation() + ": " + each.getMessage()));
        }
        return problems;
    }
}
