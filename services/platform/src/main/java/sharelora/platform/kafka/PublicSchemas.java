package sharelora.platform.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.specific.SpecificData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * The schemas on {@code public.schemas}: whoever writes a public record puts its schema there before the first one, so
 * that a reader needs nothing but the topics. Not thread-safe.
 */
public final class PublicSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(PublicSchemas.class);

    private final KafkaSettings kafka;
    private final Map<String, Schema> known = new HashMap<>();

    private PublicSchemas(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Reads when it is first asked, and again for a fingerprint that it has not seen. */
    public static PublicSchemas of(KafkaSettings kafka) {
        return new PublicSchemas(kafka);
    }

    /**
     * Writes the schemas of these topics' records, where they are missing; they are there when this returns, and in the
     * registry where there is one.
     *
     * @throws sharelora.platform.failure.TransientException where the log, or the registry, does not answer
     * @throws sharelora.platform.failure.FatalException where the registry says no
     */
    public static void announce(KafkaSettings kafka, List<? extends Topic<?>> topics) {
        kafka.framing().require(topics);
        Map<String, SchemaText> there = TopicTable.read(kafka, Topics.SCHEMAS);
        try (LogWriter writer = LogWriter.open(kafka, "schemas")) {
            for (Topic<?> topic : topics) {
                Schema schema = SpecificData.get().getSchema(topic.type());
                String fingerprint = Codec.fingerprint(schema);
                if (!there.containsKey(fingerprint)) {
                    writer.send(Outgoing.of(
                            Topics.SCHEMAS,
                            fingerprint,
                            new SchemaText(fingerprint, schema.getFullName(), schema.toString())));
                }
            }
            writer.flush();
        }
    }

    /** The schema of that fingerprint; empty where nobody has written it. */
    public Optional<Schema> schema(String fingerprint) {
        if (!known.containsKey(fingerprint)) {
            TopicTable.read(kafka, Topics.SCHEMAS).values().forEach(this::add);
        }
        return Optional.ofNullable(known.get(fingerprint));
    }

    private void add(SchemaText text) {
        try {
            known.put(text.getFingerprint(), new Schema.Parser().parse(text.getText()));
        } catch (SchemaParseException e) {
            // Only records that name it cannot be read then, and each says so.
            LOG.warn("schema passed over fingerprint={} cause={}", text.getFingerprint(), e.getMessage());
        }
    }
}
