package sharelora.platform.examples;

import java.util.Objects;
import java.util.stream.Stream;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;

/** Reads the stream's own examples topic: Avro. */
final class AvroExamples {

    private static final int FRAMING = 5;
    private static final char REPLACEMENT = '\uFFFD';

    private AvroExamples() {}

    static ReadOutcome read(Received record) {
        byte[] value = record.value();
        try {
            Example example = Codec.decode(Example.class, value);
            return replaced(example) > written(value)
                    ? new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected texts in UTF-8, found other bytes")
                    : new ReadOutcome.Found(example);
        } catch (UnreadableRecordException e) {
            boolean framed = value != null && value.length > FRAMING && value[0] == 0;
            return new ReadOutcome.Poison(
                    PoisonReason.UNREADABLE,
                    framed ? e.getMessage() + "; framed for a schema registry" : e.getMessage());
        }
    }

    /** How many characters of the texts stand for bytes that are no UTF-8, or for themselves. */
    private static long replaced(Example example) {
        return Stream.of(
                        example.getId(),
                        example.getText(),
                        example.getLabel(),
                        example.getTextPair(),
                        example.getCompletion())
                .filter(Objects::nonNull)
                .filter(text -> text.indexOf(REPLACEMENT) >= 0)
                .mapToLong(text -> text.chars().filter(c -> c == REPLACEMENT).count())
                .sum();
    }

    /** How often the bytes have that character themselves: EF BF BD. */
    private static long written(byte[] value) {
        long count = 0;
        for (int i = 0; i + 2 < value.length; i++) {
            if (value[i] == (byte) 0xEF && value[i + 1] == (byte) 0xBF && value[i + 2] == (byte) 0xBD) {
                count++;
            }
        }
        return count;
    }
}
