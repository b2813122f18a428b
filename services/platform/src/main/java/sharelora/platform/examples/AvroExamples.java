package sharelora.platform.examples;

import java.util.Objects;
import java.util.stream.Stream;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;

/** Reads the stream's own examples topic: Avro. */
final class AvroExamples {

    /** What is said of texts that are not in UTF-8. */
    static final String OTHER_BYTES = "expected texts in UTF-8, found other bytes";

    private static final int FRAMING = 5;
    private static final char REPLACEMENT = '\uFFFD';

    private AvroExamples() {}

    static ReadOutcome read(Received record) {
        byte[] value = record.value();
        try {
            Example example = Codec.decode(Example.class, value);
            Stream<String> texts = Stream.of(
                    example.getId(),
                    example.getText(),
                    example.getLabel(),
                    example.getTextPair(),
                    example.getCompletion());
            return hasOtherBytes(texts, value)
                    ? new ReadOutcome.Poison(PoisonReason.UNREADABLE, OTHER_BYTES)
                    : new ReadOutcome.Found(example);
        } catch (UnreadableRecordException e) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, words(e, value));
        }
    }

    /** Why the value cannot be read. */
    static String words(UnreadableRecordException e, byte[] value) {
        boolean framed = value != null && value.length > FRAMING && value[0] == 0;
        return framed ? e.getMessage() + "; framed for a schema registry" : e.getMessage();
    }

    /** Whether some of a record's texts, which may be null, stand for bytes that are no UTF-8. */
    static boolean hasOtherBytes(Stream<String> texts, byte[] value) {
        return replaced(texts) > written(value);
    }

    /** How many characters of the texts stand for bytes that are no UTF-8, or for themselves. */
    private static long replaced(Stream<String> texts) {
        return texts.filter(Objects::nonNull)
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
