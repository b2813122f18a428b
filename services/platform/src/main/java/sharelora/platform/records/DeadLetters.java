package sharelora.platform.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/**
 * Makes dead letters for one stage. A value over {@value #LARGEST_VALUE} bytes is replaced by its hash and coordinates.
 *
 * @param stage name of the stage: tokenizer, trainer, ...
 * @param stream the stream, where known
 * @param jobId the job, where known
 */
public record DeadLetters(String stage, Optional<String> stream, Optional<String> jobId) {

    /** Values up to this size travel with the letter. */
    public static final int LARGEST_VALUE = 256 * 1024;

    /** The reason of a letter that stands for records which retention took unread. */
    public static final String LOST_TO_RETENTION = "lost-to-retention";

    private static final int LONGEST_DETAIL = 2_000;

    public static DeadLetters of(String stage) {
        return new DeadLetters(stage, Optional.empty(), Optional.empty());
    }

    public DeadLetters forStream(String name) {
        return new DeadLetters(stage, Optional.of(name), jobId);
    }

    public DeadLetters forJob(String id) {
        return new DeadLetters(stage, stream, Optional.of(id));
    }

    /**
     * A letter for a record that was read, with the bytes that were read, whatever their framing.
     *
     * @param reason short and countable, such as {@code unknown-label}
     * @param detail what was found and what was expected; cut after 2,000 characters
     */
    public Outgoing<DeadLetter> letter(Received record, String reason, String detail) {
        byte[] value = record.raw();
        boolean travels = value != null && value.length <= LARGEST_VALUE;
        DeadLetter letter = draft(reason, detail)
                .setSource(new Source(record.topic(), record.partition(), record.offset()))
                .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                .setValue(travels ? ByteBuffer.wrap(value) : null)
                .setValueBytes(value == null ? 0 : value.length)
                .setValueSha256(value == null ? null : sha256(value))
                .build();
        return new Outgoing<>(Topics.DEAD_LETTERS, record.keyText().orElse(null), letter);
    }

    /** A letter for a record that is known by its coordinates alone, such as one example of a batch. */
    public Outgoing<DeadLetter> letter(Source source, String key, String reason, String detail) {
        DeadLetter letter = draft(reason, detail)
                .setSource(source)
                .setKey(key == null ? null : ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)))
                .setValueBytes(0)
                .build();
        return new Outgoing<>(Topics.DEAD_LETTERS, key, letter);
    }

    /**
     * One letter for all records from {@code first} on that were removed from their topic before the stage read them.
     *
     * @param to the offset after the last of them
     */
    public Outgoing<DeadLetter> lostToRetention(Source first, long to) {
        String detail = "offsets [" + first.getOffset() + "," + to + ") of " + first.getTopic() + ":"
                + first.getPartition() + " were removed, by retention or by hand, before the stage read them: "
                + (to - first.getOffset()) + " records at most; expected the topic to keep them until they are read";
        DeadLetter letter = draft(LOST_TO_RETENTION, detail)
                .setSource(first)
                .setValueBytes(0)
                .setToOffset(to)
                .build();
        return new Outgoing<>(Topics.DEAD_LETTERS, null, letter);
    }

    private DeadLetter.Builder draft(String reason, String detail) {
        return DeadLetter.newBuilder()
                .setStage(stage)
                .setStream(stream.orElse(null))
                .setJobId(jobId.orElse(null))
                .setReason(reason)
                .setDetail(detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail)
                .setDeadAt(Instant.now());
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
