package sharelora.operations.audit;

import sharelora.operations.WrongUsageException;

/**
 * A record in a stream's token batches: {@code OFFSET:INDEX}.
 *
 * @param offset of the batch
 * @param index of the record in it, from 0
 */
public record RecordPlace(long offset, int index) implements Comparable<RecordPlace> {

    /** Before every record. */
    public static final RecordPlace START = new RecordPlace(-1, 0);

    /** @throws WrongUsageException where the text is no place */
    public static RecordPlace parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 2) {
                return new RecordPlace(Long.parseUnsignedLong(parts[0]), Integer.parseUnsignedInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            throw refused(text, e);
        }
        throw refused(text, null);
    }

    private static WrongUsageException refused(String text, Exception cause) {
        WrongUsageException refused =
                WrongUsageException.of("--after: '" + text + "', expected OFFSET:INDEX as the page before ended with");
        refused.initCause(cause);
        return refused;
    }

    @Override
    public int compareTo(RecordPlace other) {
        return offset != other.offset ? Long.compare(offset, other.offset) : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return offset + ":" + index;
    }
}
