package sharelora.operations.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;

/**
 * A dead letter, and whether its record was put back.
 *
 * @param offset of the letter on its topic
 */
public record Letter(long offset, DeadLetter record, boolean replayed) {

    private static final int LONGEST_KEY = 60;

    /** One line: where it stands, when, what failed where, and why. */
    public String line() {
        Source source = record.getSource();
        return "#" + offset + "  " + record.getDeadAt() + "  " + record.getStage()
                + named("stream", record.getStream()) + named("job", record.getJobId()) + "  " + record.getReason()
                + "  at " + source.getTopic() + ":" + source.getPartition() + ":" + offsets(source)
                + named("key", key().orElse(null)) + "  " + record.getDetail() + (replayed ? "  (replayed)" : "");
    }

    private String offsets(Source source) {
        Long to = record.getToOffset();
        return to == null ? Long.toString(source.getOffset()) : "[" + source.getOffset() + "," + to + ")";
    }

    /** The record that died, where the letter carries its value. */
    Optional<Received> original() {
        return Optional.ofNullable(record.getValue()).map(value -> received(bytes(value)));
    }

    private Received received(byte[] value) {
        Source source = record.getSource();
        byte[] key = record.getKey() == null ? null : bytes(record.getKey());
        return new Received(
                source.getTopic(),
                source.getPartition(),
                source.getOffset(),
                record.getDeadAt().toEpochMilli(),
                key,
                value);
    }

    private Optional<String> key() {
        return Optional.ofNullable(record.getKey())
                .map(bytes -> new String(bytes(bytes), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?"))
                .map(text -> text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "…");
    }

    private static String named(String name, String value) {
        return value == null ? "" : "  " + name + " " + value;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
