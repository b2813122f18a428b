package sharelora.importers;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * Variables that TensorFlow saved: an index, which is a {@link LevelTable} of {@code BundleEntryProto}, and one file of raw
 * little-endian numbers.
 */
final class TensorFlowBundle {

    private static final int DATA_TYPE = 1;
    private static final int SHAPE = 2;
    private static final int SHARD = 3;
    private static final int OFFSET = 4;
    private static final int SIZE = 5;
    private static final int SHAPE_DIMENSION = 2;
    private static final int DIMENSION_SIZE = 1;
    private static final int FLOAT = 1;

    private final Path file;
    private final Map<String, MemorySegment> entries;
    private final MemorySegment data;

    TensorFlowBundle(Path file, MemorySegment index, MemorySegment data) {
        this.file = file;
        this.entries = LevelTable.read(file, index);
        this.data = data;
    }

    /**
     * A variable; its numbers stay where they are.
     *
     * @throws ModelFormatException when it is missing, misshapen, not float32 or not finite
     */
    Weight weight(String name, int... shape) {
        MemorySegment entry = entries.get(name);
        if (entry == null) {
            throw new ModelFormatException(file, "has no variable " + quote(name));
        }
        Entry found = Entry.read(new WireReader(file, entry));
        long bytes = Float.BYTES;
        List<Long> expected = new ArrayList<>();
        for (int n : shape) {
            expected.add((long) n);
            bytes = Math.multiplyExact(bytes, n);
        }
        if (found.type != FLOAT || found.shard != 0 || !found.dimensions.equals(expected) || found.size != bytes) {
            throw new ModelFormatException(
                    file,
                    "variable " + quote(name) + " has data type " + found.type + ", dimensions " + found.dimensions
                            + " and " + found.size + " bytes in shard " + found.shard
                            + ": expected data type 1 (float32), " + expected + " and " + bytes + " in shard 0");
        }
        if (found.offset < 0 || found.offset > data.byteSize() - bytes) {
            throw new ModelFormatException(
                    file,
                    "variable " + quote(name) + " lies beyond the end of its data: expected it within "
                            + data.byteSize() + " bytes");
        }
        return new Weight(name, shape, data.asSlice(found.offset, bytes)).requireFinite(file);
    }

    /** What a {@code BundleEntryProto} says; what it leaves out is 0. */
    private static final class Entry {

        private final List<Long> dimensions = new ArrayList<>();
        private long type;
        private long shard;
        private long offset;
        private long size;

        static Entry read(WireReader message) {
            Entry entry = new Entry();
            while (message.next()) {
                switch (message.field()) {
                    case DATA_TYPE -> entry.type = message.varint();
                    case SHAPE -> entry.readShape(message.message());
                    case SHARD -> entry.shard = message.varint();
                    case OFFSET -> entry.offset = message.varint();
                    case SIZE -> entry.size = message.varint();
                    default -> {
                        // A checksum, and slices of variables that are cut up.
                    }
                }
            }
            return entry;
        }

        private void readShape(WireReader shape) {
            while (shape.next()) {
                if (shape.field() == SHAPE_DIMENSION) {
                    WireReader dimension = shape.message();
                    long found = 0;
                    while (dimension.next()) {
                        if (dimension.field() == DIMENSION_SIZE) {
                            found = dimension.varint();
                        }
                    }
                    dimensions.add(found);
                }
            }
        }
    }
}
