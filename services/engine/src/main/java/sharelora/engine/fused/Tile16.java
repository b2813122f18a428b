package sharelora.engine.fused;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of a {@link Product}, 16 columns wide. Six rows fill the register file: twelve sums, two vectors of B, one number
 * of A.
 */
final class Tile16 {

    static final int COLUMNS = 16;

    private Tile16() {}

    /** All rows of a product in 16 columns. */
    static void panel(Product p, long a, long b, long c, boolean add) {
        int i = 0;
        for (; i + 6 <= p.rows(); i += 6) {
            rows6(p, a + i * p.a().row(), b, c + i * p.cRow(), add);
        }
        if (i + 4 <= p.rows()) {
            rows4(p, a + i * p.a().row(), b, c + i * p.cRow(), add);
            i += 4;
        }
        if (i + 2 <= p.rows()) {
            rows2(p, a + i * p.a().row(), b, c + i * p.cRow(), add);
            i += 2;
        }
        if (i < p.rows()) {
            rows1(p, a + i * p.a().row(), b, c + i * p.cRow(), add);
        }
    }

    @SuppressWarnings("checkstyle:MethodLength")
    private static void rows6(Product p, long a, long b, long c, boolean add) {
        long row = p.a().row();
        long step = p.a().column();
        FloatVector c00 = Lanes.zero();
        FloatVector c01 = Lanes.zero();
        FloatVector c10 = Lanes.zero();
        FloatVector c11 = Lanes.zero();
        FloatVector c20 = Lanes.zero();
        FloatVector c21 = Lanes.zero();
        FloatVector c30 = Lanes.zero();
        FloatVector c31 = Lanes.zero();
        FloatVector c40 = Lanes.zero();
        FloatVector c41 = Lanes.zero();
        FloatVector c50 = Lanes.zero();
        FloatVector c51 = Lanes.zero();
        for (int k = 0; k < p.depth(); k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector b1 = Lanes.load(b + Lanes.BYTES);
            FloatVector x = Lanes.spread(a);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = Lanes.spread(a + row);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = Lanes.spread(a + 2 * row);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = Lanes.spread(a + 3 * row);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = Lanes.spread(a + 4 * row);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = Lanes.spread(a + 5 * row);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            a += step;
            b += p.bRow();
        }
        put(c, c00, c01, add);
        put(c + p.cRow(), c10, c11, add);
        put(c + 2 * p.cRow(), c20, c21, add);
        put(c + 3 * p.cRow(), c30, c31, add);
        put(c + 4 * p.cRow(), c40, c41, add);
        put(c + 5 * p.cRow(), c50, c51, add);
    }

    private static void rows4(Product p, long a, long b, long c, boolean add) {
        long row = p.a().row();
        long step = p.a().column();
        FloatVector c00 = Lanes.zero();
        FloatVector c01 = Lanes.zero();
        FloatVector c10 = Lanes.zero();
        FloatVector c11 = Lanes.zero();
        FloatVector c20 = Lanes.zero();
        FloatVector c21 = Lanes.zero();
        FloatVector c30 = Lanes.zero();
        FloatVector c31 = Lanes.zero();
        for (int k = 0; k < p.depth(); k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector b1 = Lanes.load(b + Lanes.BYTES);
            FloatVector x = Lanes.spread(a);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = Lanes.spread(a + row);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = Lanes.spread(a + 2 * row);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = Lanes.spread(a + 3 * row);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            a += step;
            b += p.bRow();
        }
        put(c, c00, c01, add);
        put(c + p.cRow(), c10, c11, add);
        put(c + 2 * p.cRow(), c20, c21, add);
        put(c + 3 * p.cRow(), c30, c31, add);
    }

    private static void rows2(Product p, long a, long b, long c, boolean add) {
        long row = p.a().row();
        long step = p.a().column();
        FloatVector c00 = Lanes.zero();
        FloatVector c01 = Lanes.zero();
        FloatVector c10 = Lanes.zero();
        FloatVector c11 = Lanes.zero();
        for (int k = 0; k < p.depth(); k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector b1 = Lanes.load(b + Lanes.BYTES);
            FloatVector x = Lanes.spread(a);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = Lanes.spread(a + row);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            a += step;
            b += p.bRow();
        }
        put(c, c00, c01, add);
        put(c + p.cRow(), c10, c11, add);
    }

    private static void rows1(Product p, long a, long b, long c, boolean add) {
        long step = p.a().column();
        FloatVector c00 = Lanes.zero();
        FloatVector c01 = Lanes.zero();
        for (int k = 0; k < p.depth(); k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector b1 = Lanes.load(b + Lanes.BYTES);
            FloatVector x = Lanes.spread(a);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            a += step;
            b += p.bRow();
        }
        put(c, c00, c01, add);
    }

    private static void put(long c, FloatVector left, FloatVector right, boolean add) {
        if (add) {
            Lanes.store(c, Lanes.load(c).add(left));
            Lanes.store(c + Lanes.BYTES, Lanes.load(c + Lanes.BYTES).add(right));
        } else {
            Lanes.store(c, left);
            Lanes.store(c + Lanes.BYTES, right);
        }
    }
}
