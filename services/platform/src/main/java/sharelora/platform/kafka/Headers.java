package sharelora.platform.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.schemas.CloudEvent;
import sharelora.schemas.Topic;

/** What a public record carries beside its value: CloudEvents 1.0 in Kafka's binary mode. */
final class Headers {

    private Headers() {}

    static Map<String, String> of(Topic<?> topic, SpecificRecord value, Framing framing) {
        Map<String, String> headers = new LinkedHashMap<>();
        CloudEvent.of(value).ifPresent(event -> {
            headers.put("ce_specversion", "1.0");
            headers.put("ce_type", event.type());
            headers.put("ce_source", event.source());
            headers.put("ce_id", event.id());
            headers.put("ce_time", event.time().toString());
            headers.put(
                    "ce_dataschema",
                    CloudEvent.dataSchema(value.getSchema().getName(), Codec.fingerprint(value.getSchema())));
            headers.put("ce_schemaid", framing.schemaId(topic, value.getSchema()));
            headers.put("content-type", "application/avro");
        });
        return headers;
    }
}
