package sharelora.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description that other teams read says what the code does. */
class AsyncApiTest {

    private static final Path FILE = Path.of("asyncapi.yaml");
    private static final List<String> HEADERS = List.of(
            "ce_specversion",
            "ce_type",
            "ce_source",
            "ce_id",
            "ce_time",
            "ce_dataschema",
            "ce_schemaid",
            "content-type");

    private static JsonNode api;

    @BeforeAll
    static void read() throws IOException {
        api = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
    }

    @Test
    void describesEveryPublicTopicAndNoOther() {
        assertThat(channels().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        publicTopics().stream().map(Topic::name).toList());
    }

    @Test
    void saysPartitionsAndRetentionAsTopicsAreMade() {
        for (Topic<?> topic : publicTopics()) {
            JsonNode kafka = channels().get(topic.name()).at("/bindings/kafka");
            JsonNode config = kafka.get("topicConfiguration");

            assertThat(kafka.get("partitions").asInt()).as(topic.name()).isEqualTo(topic.partitions());
            assertThat(config.at("/cleanup.policy/0").asText())
                    .as(topic.name())
                    .isEqualTo(topic.compacted() ? "compact" : "delete");
            assertThat(config.path("retention.ms").asLong())
                    .as(topic.name())
                    .isEqualTo(topic.retention().map(Duration::toMillis).orElse(0L));
        }
    }

    @Test
    void namesTheRecordItsTypeAndItsSchemaFile() throws IOException {
        for (Topic<?> topic : publicTopics()) {
            String record = topic.type().getSimpleName();
            JsonNode message = api.at("/components/messages/" + record);

            assertThat(channels()
                            .get(topic.name())
                            .at("/messages/" + record + "/$ref")
                            .asText())
                    .isEqualTo("#/components/messages/" + record);
            assertThat(message.at("/headers/properties/ce_type/const").asText()).isEqualTo(CloudEvent.typeOf(record));
            Path schema = Path.of(message.at("/payload/schema/$ref").asText());
            assertThat(new ObjectMapper()
                            .readTree(Files.readString(schema))
                            .get("name")
                            .asText())
                    .isEqualTo(record);
        }
    }

    @Test
    void requiresEveryHeaderAndWritesDataSchemasAsEventsDo() {
        for (Topic<?> topic : publicTopics()) {
            String record = topic.type().getSimpleName();
            JsonNode headers = api.at("/components/messages/" + record + "/headers");

            assertThat(headers.get("required"))
                    .as(record)
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrderElementsOf(HEADERS);
            assertThat(headers.get("properties").fieldNames())
                    .as(record)
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(HEADERS);
            assertThat(CloudEvent.dataSchema(record, "0123456789abcdef"))
                    .matches(headers.at("/properties/ce_dataschema/pattern").asText());
        }
    }

    @Test
    void everyFieldOfAPublicRecordIsExplained() {
        for (Topic<?> topic : publicTopics()) {
            List<String> silent = new ArrayList<>();
            collectSilent(SpecificData.get().getSchema(topic.type()), silent);
            assertThat(silent).as(topic.name()).isEmpty();
        }
    }

    private static void collectSilent(Schema schema, List<String> silent) {
        switch (schema.getType()) {
            case RECORD ->
                schema.getFields().forEach(field -> {
                    if (field.doc() == null || field.doc().isBlank()) {
                        silent.add(schema.getName() + "." + field.name());
                    }
                    collectSilent(field.schema(), silent);
                });
            case ARRAY -> collectSilent(schema.getElementType(), silent);
            case UNION -> schema.getTypes().forEach(each -> collectSilent(each, silent));
            default -> assertThat(schema.getType()).isNotEqualTo(Schema.Type.MAP);
        }
    }

    private static List<Topic<?>> publicTopics() {
        return Topics.shared().stream().filter(Topic::isPublic).toList();
    }

    private static Map<String, JsonNode> channels() {
        Map<String, JsonNode> channels = new HashMap<>();
        api.get("channels")
                .forEach(channel -> channels.put(channel.get("address").asText(), channel));
        return channels;
    }
}
