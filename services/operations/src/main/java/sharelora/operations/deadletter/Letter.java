package sharelora.operations.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import sharelora.platform.examples.Shown;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;

/**
 * A dead letter, and whether its record was put back.
 *
 * @param offset of the letter on its topic
 */
public record Letter(long offset, DeadLetter record, boolean replayed) {

    private static final int LONGEST_DETAIL = 500;

    /** One line, with nothing in it that a terminal acts upon: where it stands, when, what failed where, and why. */
    public String line() {
        Source source = record.getSource();
        return "#" + offset + "  " + record.getDeadAt() + "  " + record.getStage()
                + named("stream", record.getStream()) + named("job", record.getJobId()) + "  " + record.getReason()
                + "  at " + source.getTopic() + ":" + source.getPartition() + ":" + offsets(source)
                + named("key", key().orElse(null)) + "  " + Shown.of(record.getDetail(), LONGEST_DETAIL)
                + (replayed ? "  (replayed)" : "");
    }

    private String offsets(Source source) {
        Long to = record.getToOffset();
        return to == null ? Long.toString(source.getOffset()) : "[" + source.getOffset() + "," + to + ")";
    }

    /**
     * The record that died, where the letter carries its value.
     *
     * @param framing reads the value, which has the framing of its topic
     * @throws sharelora.platform.failure.TransientException where the value's schema cannot be told for now
     */
    Optional<Received> original(Framing framing) {
        return Optional.ofNullable(record.getValue()).map(value -> received(bytes(value), framing));
    }

    private Received received(byte[] raw, Framing framing) {
        Source source = record.getSource();
        byte[] key = record.getKey() == null ? null : bytes(record.getKey());
        return new Received(
                source.getTopic(),
                source.getPartition(),
                source.getOffset(),
                record.getDeadAt().toEpochMilli(),
                key,
                framing.singleObject(raw),
                raw);
    }

    private Optional<String> key() {
        return Optional.ofNullable(record.getKey())
                .map(bytes -> Shown.of(new String(bytes(bytes), StandardCharsets.UTF_8)));
    }

    private static String named(String name, String value) {
        return value == null ? "" : "  " + name + " " + Shown.of(value);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
