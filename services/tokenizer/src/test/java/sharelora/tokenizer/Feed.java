package sharelora.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/** Makes records as a log holds them: each partition counts its own offsets. */
final class Feed {

    private static final String EXAMPLES = Topics.examples(Streams.NAME).name();

    private final Map<Position, Long> next = new HashMap<>();

    Received example(String id, String text, String label) {
        return bytes(EXAMPLES, 0, encoded(id, text, label));
    }

    Received example(int partition, String id, String text, String label) {
        return bytes(EXAMPLES, partition, encoded(id, text, label));
    }

    Received json(String value) {
        return bytes(Streams.INPUT, 0, value.getBytes(StandardCharsets.UTF_8));
    }

    Received bytes(String topic, int partition, byte[] value) {
        long offset = next.merge(new Position(topic, partition), 1L, Long::sum) - 1;
        return new Received(topic, partition, offset, 0, null, value);
    }

    /** The next example's offset in partition 0: what lies before is gone. */
    void skipTo(long offset) {
        next.put(new Position(EXAMPLES, 0), offset);
    }

    static byte[] encoded(String id, String text, String label) {
        return Codec.encode(
                Example.newBuilder().setId(id).setText(text).setLabel(label).build());
    }
}
