package sharelora.importers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.engine.format.ModelFormatException;

/**
 * Walks the fields of one protobuf message where they lie, without copying. Call {@link #next}, then either read the
 * field's value or skip it by calling {@code next} again.
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Path file;
    private final MemorySegment message;
    private long position;
    private int field;
    private int type;
    private boolean unread;

    WireReader(Path file, MemorySegment message) {
        this.file = file;
        this.message = message;
    }

    /** The numbers of a packed field; each takes at least a byte of it. */
    static List<Long> varints(Path file, MemorySegment packed) {
        WireReader reader = new WireReader(file, packed);
        List<Long> numbers = new ArrayList<>();
        while (reader.position < packed.byteSize()) {
            numbers.add(reader.readVarint());
        }
        return numbers;
    }

    /** Moves to the next field; false at the end of the message. */
    boolean next() {
        if (unread) {
            skip();
        }
        if (position == message.byteSize()) {
            return false;
        }
        long key = readVarint();
        field = (int) (key >>> 3);
        type = (int) (key & 7);
        if (key >>> 32 != 0 || field == 0) {
            throw broken("has the field key " + Long.toUnsignedString(key));
        }
        unread = true;
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field is bytes: a text, a message, or numbers packed. */
    boolean isBytes() {
        return type == BYTES;
    }

    long varint() {
        take(VARINT);
        return readVarint();
    }

    /** The field's bytes where they lie. */
    MemorySegment bytes() {
        take(BYTES);
        long length = readVarint();
        return message.asSlice(advance(length), length);
    }

    WireReader message() {
        return new WireReader(file, bytes());
    }

    String text() {
        try {
            ByteBuffer bytes = bytes().asByteBuffer();
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, "field " + field + " is not UTF-8", e);
        }
    }

    private void take(int expected) {
        if (type != expected) {
            throw broken("has field " + field + " with wire type " + type + ": expected " + expected);
        }
        unread = false;
    }

    private void skip() {
        unread = false;
        switch (type) {
            case VARINT -> readVarint();
            case FIXED64 -> advance(Long.BYTES);
            case BYTES -> advance(readVarint());
            case FIXED32 -> advance(Float.BYTES);
            default -> throw broken("has field " + field + " with wire type " + type);
        }
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get(ValueLayout.JAVA_BYTE, advance(1));
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("has a number of more than 64 bits");
    }

    /** Steps over {@code length} bytes and returns where they begin. */
    private long advance(long length) {
        if (length < 0 || length > message.byteSize() - position) {
            throw broken("ends inside field " + field + ": " + Long.toUnsignedString(length) + " bytes wanted at "
                    + position + " of " + message.byteSize());
        }
        long at = position;
        position += length;
        return at;
    }

    private ModelFormatException broken(String complaint) {
        return new ModelFormatException(file, "is not a protobuf message of ONNX: " + complaint);
    }
}
