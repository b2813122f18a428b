package sharelora.operations.topics;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Confluent's framing of checkpoints and results of their present schemas, as a registry would tell it, or one that is away. */
final class NumberedFraming implements Framing {

    private static final int HEADER = 5;

    private final boolean away;
    int asked;

    NumberedFraming(boolean away) {
        this.away = away;
    }

    @Override
    public void require(Collection<? extends Topic<?>> topics) {}

    @Override
    public byte[] framed(Topic<?> topic, byte[] singleObject) {
        int body = singleObject.length - Codec.HEADER;
        return ByteBuffer.allocate(HEADER + body)
                .put((byte) 0)
                .putInt(id(topic))
                .put(singleObject, Codec.HEADER, body)
                .array();
    }

    private static int id(Topic<?> topic) {
        return Topics.shared().indexOf(topic);
    }

    @Override
    public String schemaId(Topic<?> topic, Schema schema) {
        return Integer.toString(id(topic));
    }

    @Override
    public byte[] singleObject(byte[] value) {
        if (!OnlookerFraming.isFramed(value)) {
            return value;
        }
        asked++;
        if (away) {
            throw new TransientException("registry http://registry:8081 does not answer");
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        if (id >= Topics.shared().size()) {
            return value;
        }
        Schema schema = SpecificData.get().getSchema(Topics.shared().get(id).type());
        return Codec.singleObject(schema, value, HEADER);
    }
}
