package sharelora.engine.fused.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight floats at an address. Always 256 bits, also where the CPU has more: 512 were slower end to end, and the width
 * decides the order of sums, so the bits.
 */
public final class Lanes {

    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    public static final int COUNT = 8;
    public static final long BYTES = 32;

    /** All of memory: bounds are the arena's and the callers' business, checking them here would cost every load. */
    @SuppressWarnings("restricted")
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Address of two vectors of zeros. */
    public static final long ZEROS =
            java.lang.foreign.Arena.global().allocate(2 * BYTES, BYTES).address();

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorShuffle<Float> HALVES = VectorShuffle.fromValues(SPECIES, 4, 5, 6, 7, 0, 1, 2, 3);
    private static final VectorShuffle<Float> PAIRS = VectorShuffle.fromValues(SPECIES, 2, 3, 0, 1, 6, 7, 4, 5);
    private static final VectorShuffle<Float> NEIGHBOURS = VectorShuffle.fromValues(SPECIES, 1, 0, 3, 2, 5, 4, 7, 6);

    private Lanes() {}

    public static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }

    public static void store(long address, FloatVector lanes) {
        lanes.intoMemorySegment(MEMORY, address, ORDER);
    }

    /** The float at an address in every lane. */
    public static FloatVector spread(long address) {
        return FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, address));
    }

    public static FloatVector fill(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    public static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    public static float get(long address) {
        return MEMORY.get(FLOAT, address);
    }

    public static void set(long address, float value) {
        MEMORY.set(FLOAT, address, value);
    }

    /** ((0+4)+(2+6)) + ((1+5)+(3+7)), always. */
    public static float sum(FloatVector lanes) {
        FloatVector four = lanes.add(lanes.rearrange(HALVES));
        FloatVector two = four.add(four.rearrange(PAIRS));
        return two.add(two.rearrange(NEIGHBOURS)).lane(0);
    }

    /** Order does not matter here; NaN wins. */
    public static float max(FloatVector lanes) {
        return lanes.reduceLanes(VectorOperators.MAX);
    }

    /** @return {@code count} rounded up to whole vectors */
    public static int whole(int count) {
        return (count + COUNT - 1) & -COUNT;
    }

    /** Zeros, {@code floats} of whole vectors. */
    static void clear(long address, long floats) {
        FloatVector zeros = zero();
        for (long j = 0; j < floats * Float.BYTES; j += BYTES) {
            store(address + j, zeros);
        }
    }

    public static void copy(long from, long to, long floats) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, floats * Float.BYTES);
    }
}
