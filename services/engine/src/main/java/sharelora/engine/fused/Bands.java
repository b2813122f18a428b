package sharelora.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.fused.Band.Products;
import sharelora.engine.ops.Heads;

/**
 * How a head runs over sequences of T tokens: one band after the other. Where a token sees only those before it, most of
 * the columns that no row of a band sees are neither computed nor kept; otherwise there is one band of all rows.
 *
 * @param length T
 * @param height rows of T numbers that all bands of a head have room in
 */
record Bands(int length, List<Band> all, int height) {

    /** Rows of a band: with fewer, more is left out, but each product has less to do at once. */
    static final int ROWS = 64;

    static Bands of(int length, Heads heads, int width) {
        int most = heads.causal() ? ROWS : length;
        List<Band> bands = new ArrayList<>();
        long floats = 0;
        for (int first = 0; first < length; first += most) {
            int rows = Math.min(most, length - first);
            int columns = heads.causal() ? first + rows : length;
            bands.add(new Band(
                    first,
                    rows,
                    columns,
                    heads.causal(),
                    columns == length,
                    floats * Float.BYTES,
                    products(rows, columns, length, heads, width)));
            floats += (long) rows * Lanes.whole(columns);
        }
        return new Bands(length, List.copyOf(bands), Math.toIntExact(Math.ceilDiv(floats, Lanes.whole(length))));
    }

    /** Of a band [R, C] within T tokens, for heads of K columns. */
    private static Products products(int r, int c, int t, Heads heads, int k) {
        long turned = stride(t); // of keys and values, [K, T]
        long in = stride(heads.blocks() * k);
        long out = stride(heads.queries() * k);
        long p = stride(c);
        int pitch = Lanes.whole(c);
        return new Products(
                Product.of(r, pitch, k, in, turned, p),
                Product.of(r, k, c, p, in, out),
                Product.of(r, pitch, k, out, turned, p),
                Product.of(r, k, c, p, in, in),
                Product.turned(c, k, r, p, in, in),
                Product.turned(c, k, r, p, out, in));
    }

    private static long stride(int columns) {
        return (long) Lanes.whole(columns) * Float.BYTES;
    }

    /** The rows of the longest band. */
    int rows() {
        return all.getFirst().rows();
    }

    /** The bands of some lengths, kept from shard to shard: all layers have heads of one form. */
    static final class Kept {

        /** Lengths that have a place; others of the same remainder take it in turn. */
        private static final int PLACES = 128;

        private final Bands[] kept = new Bands[PLACES];
        private Heads heads;
        private int width;

        Bands of(int length, Heads heads, int width) {
            if (width != this.width || !heads.equals(this.heads)) {
                this.heads = heads;
                this.width = width;
                Arrays.fill(kept, null);
            }
            int place = length % PLACES;
            if (kept[place] == null || kept[place].length != length) {
                kept[place] = Bands.of(length, heads, width);
            }
            return kept[place];
        }
    }
}
