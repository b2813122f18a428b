package sharelora.importers;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.format.ModelFormatException;

/**
 * An immutable table of LevelDB's, uncompressed: keys in blocks, each key without what it has in common with the one before
 * it; behind them a block of block places, and a footer of 48 bytes that says where that one is.
 */
final class LevelTable {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0xdb4775248b80fb57L;
    private static final int FOOTER = 48;

    /** Keys are copied, and a few bytes of a hostile table could ask for long ones again and again. */
    private static final int MOST_KEY = 4096;

    private final Path file;
    private final MemorySegment table;
    private final Map<String, MemorySegment> entries = new TreeMap<>();

    private LevelTable(Path file, MemorySegment table) {
        this.file = file;
        this.table = table;
    }

    /**
     * All entries, where they lie in the table.
     *
     * @param file to name in a message
     * @throws ModelFormatException when it is damaged, compressed, or no such table
     */
    static Map<String, MemorySegment> read(Path file, MemorySegment table) {
        LevelTable read = new LevelTable(file, table);
        try {
            read.readAll();
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new ModelFormatException(file, "is damaged: a length in it leads out of it", e);
        }
        return read.entries;
    }

    private void readAll() {
        if (table.byteSize() < FOOTER || table.get(LONG, table.byteSize() - Long.BYTES) != MAGIC) {
            throw new ModelFormatException(file, "is no table of LevelDB's: expected its magic number at the end");
        }
        Cursor footer = new Cursor(table.asSlice(table.byteSize() - FOOTER));
        footer.varint(); // the place and the size of the block of other blocks' figures
        footer.varint();
        Map<String, MemorySegment> places = new TreeMap<>();
        readBlock(footer, places);
        places.values().forEach(place -> readBlock(new Cursor(place), entries));
    }

    private void readBlock(Cursor place, Map<String, MemorySegment> into) {
        long offset = place.varint();
        long size = place.varint();
        MemorySegment block = table.asSlice(offset, size);
        if (table.get(ValueLayout.JAVA_BYTE, offset + size) != 0) {
            throw new ModelFormatException(file, "has a compressed block: expected none");
        }
        long restarts = Integer.toUnsignedLong(block.get(INT, size - Integer.BYTES));
        Cursor cursor = new Cursor(block.asSlice(0, size - Integer.BYTES - restarts * Integer.BYTES));
        byte[] key = new byte[0];
        while (cursor.hasMore()) {
            int shared = Math.toIntExact(cursor.varint());
            int fresh = Math.toIntExact(cursor.varint());
            long length = cursor.varint();
            if ((long) shared + fresh > MOST_KEY) {
                throw new ModelFormatException(
                        file, "has a key of " + ((long) shared + fresh) + " bytes: expected at most " + MOST_KEY);
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(key, 0, shared);
            whole.writeBytes(cursor.take(fresh).toArray(ValueLayout.JAVA_BYTE));
            key = whole.toByteArray();
            into.put(new String(key, StandardCharsets.UTF_8), cursor.take(length));
        }
    }

    /** A place in memory that moves on. */
    private static final class Cursor {

        private final MemorySegment memory;
        private long position;

        Cursor(MemorySegment memory) {
            this.memory = memory;
        }

        boolean hasMore() {
            return position < memory.byteSize();
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = memory.get(ValueLayout.JAVA_BYTE, position++);
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("a number of more than 64 bits");
        }

        MemorySegment take(long length) {
            MemorySegment taken = memory.asSlice(position, length);
            position += length;
            return taken;
        }
    }
}
