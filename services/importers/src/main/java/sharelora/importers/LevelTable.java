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
 * An immutable, uncompressed table in LevelDB's format (its {@code doc/table_format.md}). Data blocks hold the entries; an
 * entry leaves out what its key shares with the key before it. The index block says where the data blocks lie, and the
 * footer, the last 48 bytes, says where the index block lies.
 */
final class LevelTable {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0xdb4775248b80fb57L;
    private static final int FOOTER = 48;

    /** Keys are copied, and a few bytes of a hostile table could ask for long ones again and again. */
    private static final int MAX_KEY = 4096;

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
            throw new ModelFormatException(
                    file, "is no table of LevelDB's: expected LevelDB's magic number at the end");
        }
        Cursor footer = new Cursor(table.asSlice(table.byteSize() - FOOTER));
        footer.varint(); // offset and size of the metaindex block
        footer.varint();
        Map<String, MemorySegment> handles = new TreeMap<>();
        readBlock(footer, handles);
        handles.values().forEach(handle -> readBlock(new Cursor(handle), entries));
    }

    private void readBlock(Cursor handle, Map<String, MemorySegment> into) {
        long offset = handle.varint();
        long size = handle.varint();
        MemorySegment block = table.asSlice(offset, size);
        if (table.get(ValueLayout.JAVA_BYTE, offset + size) != 0) {
            throw new ModelFormatException(file, "has a compressed block: expected none");
        }
        long restarts = Integer.toUnsignedLong(block.get(INT, size - Integer.BYTES));
        Cursor cursor = new Cursor(block.asSlice(0, size - Integer.BYTES - restarts * Integer.BYTES));
        byte[] key = new byte[0];
        while (cursor.hasMore()) {
            int shared = Math.toIntExact(cursor.varint());
            int unshared = Math.toIntExact(cursor.varint());
            long length = cursor.varint();
            if ((long) shared + unshared > MAX_KEY) {
                throw new ModelFormatException(
                        file, "has a key of " + ((long) shared + unshared) + " bytes: expected at most " + MAX_KEY);
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(key, 0, shared);
            whole.writeBytes(cursor.take(unshared).toArray(ValueLayout.JAVA_BYTE));
            key = whole.toByteArray();
            into.put(new String(key, StandardCharsets.UTF_8), cursor.take(length));
        }
    }

    /** Reads memory from front to back. */
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
