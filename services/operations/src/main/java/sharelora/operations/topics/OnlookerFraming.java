package sharelora.operations.topics;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Framing;
import sharelora.schemas.Topic;

/**
 * A framing for whoever only looks: a registry that is away, or says no, holds nobody up. Records whose schema it would have
 * told come back unchanged, and decoding then refuses them. It is asked once for an id. Not thread-safe.
 */
final class OnlookerFraming implements Framing {

    private static final int HEADER = 5;

    private final Framing framing;

    /** Ids that the registry has not told. */
    private final Set<Integer> untold = new HashSet<>();

    private String away;

    OnlookerFraming(Framing framing) {
        this.framing = framing;
    }

    /** Whether those bytes name their schema by an id of a registry. */
    static boolean isFramed(byte[] value) {
        return value != null && value.length >= HEADER && value[0] == 0;
    }

    /** Why a record in a registry's framing could not be read. */
    String why() {
        if (framing.equals(Framing.SINGLE_OBJECT)) {
            return "they are in a schema registry's framing: name it with --registry";
        }
        return Optional.ofNullable(away).orElse("the registry has no schema of their ids that fits");
    }

    @Override
    public byte[] singleObject(byte[] value) {
        if (!isFramed(value) || untold.contains(id(value))) {
            return value;
        }
        try {
            byte[] told = framing.singleObject(value);
            if (isFramed(told)) {
                untold.add(id(value));
            }
            return told;
        } catch (TransientException | FatalException e) {
            away = e.getMessage();
            untold.add(id(value));
            return value;
        }
    }

    private static int id(byte[] value) {
        return ByteBuffer.wrap(value).getInt(1);
    }

    @Override
    public void require(Collection<? extends Topic<?>> topics) {
        framing.require(topics);
    }

    @Override
    public byte[] framed(Topic<?> topic, byte[] singleObject) {
        return framing.framed(topic, singleObject);
    }

    @Override
    public String schemaId(Topic<?> topic, Schema schema) {
        return framing.schemaId(topic, schema);
    }
}
