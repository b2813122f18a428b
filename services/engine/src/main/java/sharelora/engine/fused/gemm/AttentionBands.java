package sharelora.engine.fused.gemm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.fused.gemm.AttentionBand.Products;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.ops.AttentionShape;

/**
 * How a head runs over sequences of T tokens: one band after the other. Where a token sees only those before it, most of
 * the columns that no row of a band sees are neither computed nor stored; otherwise there is one band of all rows.
 *
 * @param length T
 * @param height rows of T numbers that all bands of a head have room in
 */
public record AttentionBands(int length, List<AttentionBand> all, int height) {

    /** Rows of a band: with fewer, more is left out, but each product has less to do at once. */
    static final int ROWS = 64;

    static AttentionBands of(int length, AttentionShape shape, int width) {
        int most = shape.causal() ? ROWS : length;
        List<AttentionBand> bands = new ArrayList<>();
        long floats = 0;
        for (int first = 0; first < length; first += most) {
            int rows = Math.min(most, length - first);
            int columns = shape.causal() ? first + rows : length;
            bands.add(new AttentionBand(
                    first,
                    rows,
                    columns,
                    shape.causal(),
                    columns == length,
                    floats * Float.BYTES,
                    products(rows, columns, length, shape, width)));
            floats += (long) rows * Lanes.whole(columns);
        }
        return new AttentionBands(
                length, List.copyOf(bands), Math.toIntExact(Math.ceilDiv(floats, Lanes.whole(length))));
    }

    /** Of a band [R, C] within T tokens, for heads of K columns. */
    private static Products products(int r, int c, int t, AttentionShape shape, int k) {
        long turned = stride(t); // of keys and values, [K, T]
        long in = stride(shape.blocks() * k);
        long out = stride(shape.queries() * k);
        long p = stride(c);
        int pitch = Lanes.whole(c);
        return new Products(
                GemmPlan.of(r, pitch, k, in, turned, p),
                GemmPlan.of(r, k, c, p, in, out),
                GemmPlan.of(r, pitch, k, out, turned, p),
                GemmPlan.of(r, k, c, p, in, in),
                GemmPlan.transposed(c, k, r, p, in, in),
                GemmPlan.transposed(c, k, r, p, out, in));
    }

    private static long stride(int columns) {
        return (long) Lanes.whole(columns) * Float.BYTES;
    }

    /** The rows of the longest band. */
    public int rows() {
        return all.getFirst().rows();
    }

    /** The bands of some lengths, cached from shard to shard: all layers have heads of one form. */
    public static final class Cache {

        /** How many lengths have a slot; lengths with the same remainder replace each other. */
        private static final int PLACES = 128;

        private final AttentionBands[] cached = new AttentionBands[PLACES];
        private AttentionShape shape;
        private int width;

        /** The bands of a sequence of that length, {@code width} columns a head. */
        public AttentionBands of(int length, AttentionShape shape, int width) {
            if (width != this.width || !shape.equals(this.shape)) {
                this.shape = shape;
                this.width = width;
                Arrays.fill(cached, null);
            }
            int slot = length % PLACES;
            if (cached[slot] == null || cached[slot].length != length) {
                cached[slot] = AttentionBands.of(length, shape, width);
            }
            return cached[slot];
        }
    }
}
