package sharelora.importers;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorShapeProto;
import org.tensorflow.util.BundleEntryProto;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * Variables that TensorFlow saved: an index, which is a {@link LevelTable} of {@code BundleEntryProto}, and one file of raw
 * little-endian numbers.
 */
final class TensorFlowBundle {

    /** An entry describes one variable: its type, its dimensions, and where it lies. */
    private static final int MAX_ENTRY = 4096;

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
        BundleEntryProto entry = entry(name);
        List<Long> dimensions = entry.getShape().getDimList().stream()
                .map(TensorShapeProto.Dim::getSize)
                .toList();
        long bytes = Float.BYTES;
        List<Long> expected = new ArrayList<>();
        for (int n : shape) {
            expected.add((long) n);
            bytes = Math.multiplyExact(bytes, n);
        }
        if (entry.getDtypeValue() != DataType.DT_FLOAT_VALUE
                || entry.getShardId() != 0
                || !dimensions.equals(expected)
                || entry.getSize() != bytes) {
            throw new ModelFormatException(
                    file,
                    "variable " + quote(name) + " has data type " + entry.getDtypeValue() + ", dimensions " + dimensions
                            + " and " + entry.getSize() + " bytes in shard " + entry.getShardId()
                            + ": expected data type 1 (float32), " + expected + " and " + bytes + " in shard 0");
        }
        if (entry.getOffset() < 0 || entry.getOffset() > data.byteSize() - bytes) {
            throw new ModelFormatException(
                    file,
                    "variable " + quote(name) + " lies beyond the end of its data: expected it within "
                            + data.byteSize() + " bytes");
        }
        return new Weight(name, shape, data.asSlice(entry.getOffset(), bytes)).requireFinite(file);
    }

    private BundleEntryProto entry(String name) {
        MemorySegment entry = entries.get(name);
        if (entry == null) {
            throw new ModelFormatException(file, "has no variable " + quote(name));
        }
        if (entry.byteSize() > MAX_ENTRY) {
            throw new ModelFormatException(
                    file,
                    "the entry of variable " + quote(name) + " has " + entry.byteSize() + " bytes: expected at most "
                            + MAX_ENTRY);
        }
        try {
            return BundleEntryProto.parseFrom(entry.toArray(ValueLayout.JAVA_BYTE));
        } catch (InvalidProtocolBufferException e) {
            throw new ModelFormatException(
                    file, "the entry of variable " + quote(name) + " is no BundleEntryProto: " + e.getMessage(), e);
        }
    }
}
