package sharelora.engine.fused.onednn;

import sharelora.engine.fused.memory.Lanes;

/**
 * Where one thread quantises a block of rows for a product: their whole numbers, their factors, a row in float32, and
 * sums that must not lie on the result.
 *
 * @param address of the whole numbers, {@code rows} times {@code pitch} bytes
 */
record Int8Room(long address, int rows, int pitch) {

    /**
     * Bytes of all of it.
     *
     * @param sumsPitch int32 of a row of sums; 0: none are needed
     */
    static long bytes(int rows, int pitch, int sumsPitch) {
        return line((long) rows * pitch)
                + line((long) rows * Float.BYTES)
                + line((long) pitch * Float.BYTES)
                + (long) rows * sumsPitch * Integer.BYTES;
    }

    private static long line(long bytes) {
        return (bytes + 63) & -64;
    }

    long row(int row) {
        return address + (long) row * pitch;
    }

    private long factors() {
        return address + line((long) rows * pitch);
    }

    void factor(int row, float factor) {
        Lanes.set(factors() + (long) row * Float.BYTES, factor);
    }

    float factor(int row) {
        return Lanes.get(factors() + (long) row * Float.BYTES);
    }

    /** A row of {@code pitch} floats. */
    long scaled() {
        return factors() + line((long) rows * Float.BYTES);
    }

    long sums() {
        return scaled() + line((long) pitch * Float.BYTES);
    }
}
