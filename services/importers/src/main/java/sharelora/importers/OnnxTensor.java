package sharelora.importers;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * A {@code TensorProto}: an initializer of an ONNX graph.
 *
 * @param type its number in {@code TensorProto.DataType}; 1 is float32
 * @param data little-endian numbers, of {@code raw_data} or of {@code float_data} in packed form; empty where the
 *     numbers are kept otherwise
 */
record OnnxTensor(String name, List<Long> dimensions, int type, MemorySegment data) {

    private static final int FLOAT = 1;

    private static final int DIMENSIONS = 1;
    private static final int DATA_TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;

    private static final int MOST_DIMENSIONS = 16;

    static OnnxTensor read(Path file, WireReader message) {
        String name = "";
        List<Long> dimensions = new ArrayList<>();
        int type = 0;
        MemorySegment data = MemorySegment.NULL;
        while (message.next()) {
            switch (message.field()) {
                case DIMENSIONS -> readDimensions(file, message, dimensions);
                case DATA_TYPE -> type = (int) message.varint();
                case FLOAT_DATA, RAW_DATA -> {
                    if (data.byteSize() > 0) {
                        throw new ModelFormatException(file, "an initializer has its numbers in two places");
                    }
                    data = message.bytes();
                }
                case NAME -> name = message.text();
                default -> {
                    // Other fields describe, or hold numbers of types that are not float32.
                }
            }
        }
        return new OnnxTensor(name, dimensions, type, data);
    }

    /** A packed list, as version 3 of protobuf writes it, or one number, as version 2 does. */
    private static void readDimensions(Path file, WireReader message, List<Long> dimensions) {
        if (!message.isBytes()) {
            dimensions.add(message.varint());
        } else {
            MemorySegment packed = message.bytes();
            dimensions.addAll(WireReader.varints(file, packed));
        }
        if (dimensions.size() > MOST_DIMENSIONS) {
            throw new ModelFormatException(file, "an initializer has more than " + MOST_DIMENSIONS + " dimensions");
        }
    }

    /**
     * Its numbers, once they are float32 and of that shape.
     *
     * @throws ModelFormatException naming the initializer, what it is and what was expected
     */
    Weight weight(Path file, int... shape) {
        long bytes = Float.BYTES;
        List<Long> expected = new ArrayList<>();
        for (int n : shape) {
            expected.add((long) n);
            bytes = Math.multiplyExact(bytes, n);
        }
        if (type != FLOAT || !dimensions.equals(expected) || data.byteSize() != bytes) {
            throw new ModelFormatException(
                    file,
                    "initializer " + ModelFormatException.quote(name) + " has data type " + type + ", dimensions "
                            + dimensions + " and " + data.byteSize() + " bytes: expected data type 1 (float32), "
                            + expected + " and " + bytes);
        }
        return new Weight(name, shape, data).requireFinite(file);
    }
}
