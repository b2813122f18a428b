package sharelora.engine.format.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The number types of safetensors, by the names its header uses. Only the first three can be read as numbers, and written;
 * I32 is read and written as it is.
 */
public enum TensorType {
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

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The bit of a bfloat16 NaN that tells it from infinity. */
    private static final int QUIET = 0x40;

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** The type of that name; none where safetensors has no such type. */
    public static Optional<TensorType> named(String name) {
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
        return asFloat32(
                data, (bytes, alignment) -> MemorySegment.ofArray(new float[Math.toIntExact(bytes / Float.BYTES)]));
    }

    /** The same with a copy, where there is one, in room from that allocator. */
    MemorySegment asFloat32(MemorySegment data, SegmentAllocator room) {
        if (this == F32) {
            return data;
        }
        long count = data.byteSize() / Short.BYTES;
        MemorySegment floats = room.allocate(count * Float.BYTES, Float.BYTES);
        for (long i = 0; i < count; i++) {
            short half = data.get(SHORT, i * Short.BYTES);
            float number = this == F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
            floats.set(FLOAT, i * Float.BYTES, number);
        }
        return floats;
    }

    /**
     * Float32 numbers as this type, each the nearest that there is, of two the even one: the memory itself for F32, a
     * converted copy for F16 and BF16. What is too large becomes infinite.
     *
     * @throws IllegalStateException where this type is none of the three
     */
    MemorySegment ofFloat32(MemorySegment data) {
        if (this == F32) {
            return data;
        }
        if (!readable()) {
            throw new IllegalStateException("float32 numbers as " + this + ": expected F32, F16 or BF16");
        }
        short[] halves = new short[Math.toIntExact(data.byteSize() / Float.BYTES)];
        for (int i = 0; i < halves.length; i++) {
            float number = data.get(FLOAT, (long) i * Float.BYTES);
            halves[i] = this == F16 ? Float.floatToFloat16(number) : brain(number);
        }
        return MemorySegment.ofArray(halves);
    }

    /** The upper half of a float32, rounded by its lower half. */
    private static short brain(float number) {
        int bits = Float.floatToRawIntBits(number);
        if (Float.isNaN(number)) {
            return (short) ((bits >>> 16) | QUIET); // rounding could carry a NaN into infinity
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
