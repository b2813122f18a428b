package sharelora.importers;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.TensorProto;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * What is kept of a {@code TensorProto}, the form of an initializer in an ONNX graph.
 *
 * @param type the number of its {@code TensorProto.DataType}
 * @param data little-endian float32 numbers; empty where the tensor holds numbers of another type
 */
record OnnxTensor(String name, List<Long> dimensions, int type, MemorySegment data) {

    private static final int MAX_DIMENSIONS = 16;

    /**
     * Keeps the numbers of {@code raw_data} where they lie, and copies those of {@code float_data}.
     *
     * @throws ModelFormatException when the tensor has numbers in both fields, or more than 16 dimensions
     */
    static OnnxTensor of(Path file, TensorProto tensor) {
        if (tensor.getDimsCount() > MAX_DIMENSIONS) {
            throw new ModelFormatException(
                    file,
                    "an initializer has " + tensor.getDimsCount() + " dimensions: expected at most " + MAX_DIMENSIONS);
        }
        boolean raw = !tensor.getRawData().isEmpty();
        if (raw && tensor.getFloatDataCount() > 0) {
            throw new ModelFormatException(
                    file, "an initializer has numbers in raw_data and in float_data: expected one of the two");
        }
        return new OnnxTensor(
                tensor.getName(),
                List.copyOf(tensor.getDimsList()),
                tensor.getDataType(),
                raw ? MemorySegment.ofBuffer(tensor.getRawData().asReadOnlyByteBuffer()) : floatData(tensor));
    }

    private static MemorySegment floatData(TensorProto tensor) {
        float[] numbers = new float[tensor.getFloatDataCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.getFloatData(i);
        }
        return MemorySegment.ofArray(numbers);
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
        if (type != TensorProto.DataType.FLOAT_VALUE || !dimensions.equals(expected) || data.byteSize() != bytes) {
            throw new ModelFormatException(
                    file,
                    "initializer " + ModelFormatException.quote(name) + " has data type " + type + ", dimensions "
                            + dimensions + " and " + data.byteSize() + " bytes: expected data type 1 (float32), "
                            + expected + " and " + bytes);
        }
        return new Weight(name, shape, data).requireFinite(file);
    }
}
