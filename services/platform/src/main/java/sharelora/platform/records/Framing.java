package sharelora.platform.records;

import java.util.Collection;
import org.apache.avro.Schema;
import sharelora.schemas.Topic;

/**
 * How the bytes of a public record identify its schema. All other records are always in single-object encoding, and so is
 * {@code public.schemas}, which holds the schemas by fingerprint.
 */
public interface Framing {

    /** Avro's single-object encoding: the fingerprint identifies the schema, without a registry. */
    Framing SINGLE_OBJECT = new Framing() {
        @Override
        public void require(Collection<? extends Topic<?>> topics) {
            // what explains the fingerprints is on a topic, and PublicSchemas puts it there
        }

        @Override
        public byte[] framed(Topic<?> topic, byte[] singleObject) {
            return singleObject;
        }

        @Override
        public String schemaId(Topic<?> topic, Schema schema) {
            return Codec.fingerprint(schema);
        }

        @Override
        public byte[] singleObject(byte[] value) {
            return value;
        }
    };

    /**
     * Makes sure that readers will find the schemas of these topics' records.
     *
     * @throws sharelora.platform.failure.TransientException where that cannot be told for now
     * @throws sharelora.platform.failure.FatalException where they would not, or could not read what is there already
     */
    void require(Collection<? extends Topic<?>> topics);

    /** A record's bytes for that topic; throws as {@link #require}, where nobody has required the topic before. */
    byte[] framed(Topic<?> topic, byte[] singleObject);

    /** How the bytes of a record on that topic name its schema: what the header {@code ce_schemaid} says. */
    String schemaId(Topic<?> topic, Schema schema);

    /**
     * Converts a record of either framing to bytes that {@link Codec} can read; both may be on one topic, since old records
     * stay. Bytes in neither framing come back unchanged, and decoding then refuses them.
     *
     * @throws sharelora.platform.failure.TransientException where the schema cannot be told for now
     */
    byte[] singleObject(byte[] value);
}
