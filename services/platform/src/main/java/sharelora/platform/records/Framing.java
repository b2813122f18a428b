package sharelora.platform.records;

import java.util.Collection;
import org.apache.avro.Schema;
import sharelora.schemas.Topic;

/**
 * How the bytes of a public record tell its schema. Everything else of ours is in single-object encoding always, and so
 * is {@code public.schemas}, which explains it.
 */
public interface Framing {

    /** Avro's single-object encoding: the fingerprint says it, and nobody is asked. */
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
        public String dataSchema(Topic<?> topic, Schema schema) {
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

    /** What {@code ce_dataschema} says of a record on that topic. */
    String dataSchema(Topic<?> topic, Schema schema);

    /**
     * Bytes that {@link Codec} can read, of whatever framing they came in: both may be on one topic, since what was
     * written stays. Bytes of none that is known come back as they are, and decoding says what they are not.
     *
     * @throws sharelora.platform.failure.TransientException where the schema cannot be told for now
     */
    byte[] singleObject(byte[] value);
}
