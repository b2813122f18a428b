package sharelora.engine.format.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/** The number types of safetensors, by the names its header uses. Only the first three can be read as numbers. */
enum TensorType {
    F32(4),
    F16(2),
    BF16(2),
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    F8_E8M0(1),
    I16(2),
    U16(2),
    I32(4),
    U32(4),
    F64(8),
    I64(8),
    U64(8),
    C64(8);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<TensorType> named(String name) {
        for (TensorType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    int bytes() {
        return bytes;
    }

    boolean readable() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The same numbers as little-endian float32: the memory itself for F32, a converted copy for F16 and BF16. */
    MemorySegment asFloat32(MemorySegment data) {
        if (this == F32) {
            return data;
        }
        float[] floats = new float[Math.toIntExact(data.byteSize() / Short.BYTES)];
        for (int i = 0; i < floats.length; i++) {
            short half = data.get(SHORT, (long) i * Short.BYTES);
            floats[i] = this == F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
        }
        return MemorySegment.ofArray(floats);
    }
}
