package sharelora.engine.fused.gemm;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.memory.Lanes;

/** Tiles of a {@link GemmPlan}, 8 columns wide: eight rows make eight sums. As {@link GemmKernel16} otherwise. */
final class GemmKernel8 {

    static final int COLUMNS = 8;

    private GemmKernel8() {}

    /** All rows of a product in 8 columns. */
    static void panel(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        int i = 0;
        for (; i + 8 <= p.rows(); i += 8) {
            rows8(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
        }
        if (i + 4 <= p.rows()) {
            rows4(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
            i += 4;
        }
        if (i + 2 <= p.rows()) {
            rows2(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
            i += 2;
        }
        if (i < p.rows()) {
            rows1(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
        }
    }

    @SuppressWarnings("checkstyle:MethodLength")
    private static void rows8(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long row = p.aRow();
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        long fromRow = add ? p.cRow() : 0;
        FloatVector c0 = Lanes.load(from);
        FloatVector c1 = Lanes.load(from + fromRow);
        FloatVector c2 = Lanes.load(from + 2 * fromRow);
        FloatVector c3 = Lanes.load(from + 3 * fromRow);
        FloatVector c4 = Lanes.load(from + 4 * fromRow);
        FloatVector c5 = Lanes.load(from + 5 * fromRow);
        FloatVector c6 = Lanes.load(from + 6 * fromRow);
        FloatVector c7 = Lanes.load(from + 7 * fromRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector x = Lanes.spread(a);
            c0 = x.fma(b0, c0);
            x = Lanes.spread(a + row);
            c1 = x.fma(b0, c1);
            x = Lanes.spread(a + 2 * row);
            c2 = x.fma(b0, c2);
            x = Lanes.spread(a + 3 * row);
            c3 = x.fma(b0, c3);
            x = Lanes.spread(a + 4 * row);
            c4 = x.fma(b0, c4);
            x = Lanes.spread(a + 5 * row);
            c5 = x.fma(b0, c5);
            x = Lanes.spread(a + 6 * row);
            c6 = x.fma(b0, c6);
            x = Lanes.spread(a + 7 * row);
            c7 = x.fma(b0, c7);
            a += step;
            b += p.bRow();
        }
        Lanes.store(c, c0);
        Lanes.store(c + p.cRow(), c1);
        Lanes.store(c + 2 * p.cRow(), c2);
        Lanes.store(c + 3 * p.cRow(), c3);
        Lanes.store(c + 4 * p.cRow(), c4);
        Lanes.store(c + 5 * p.cRow(), c5);
        Lanes.store(c + 6 * p.cRow(), c6);
        Lanes.store(c + 7 * p.cRow(), c7);
    }

    private static void rows4(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long row = p.aRow();
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        long fromRow = add ? p.cRow() : 0;
        FloatVector c0 = Lanes.load(from);
        FloatVector c1 = Lanes.load(from + fromRow);
        FloatVector c2 = Lanes.load(from + 2 * fromRow);
        FloatVector c3 = Lanes.load(from + 3 * fromRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector x = Lanes.spread(a);
            c0 = x.fma(b0, c0);
            x = Lanes.spread(a + row);
            c1 = x.fma(b0, c1);
            x = Lanes.spread(a + 2 * row);
            c2 = x.fma(b0, c2);
            x = Lanes.spread(a + 3 * row);
            c3 = x.fma(b0, c3);
            a += step;
            b += p.bRow();
        }
        Lanes.store(c, c0);
        Lanes.store(c + p.cRow(), c1);
        Lanes.store(c + 2 * p.cRow(), c2);
        Lanes.store(c + 3 * p.cRow(), c3);
    }

    private static void rows2(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long row = p.aRow();
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        long fromRow = add ? p.cRow() : 0;
        FloatVector c0 = Lanes.load(from);
        FloatVector c1 = Lanes.load(from + fromRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector x = Lanes.spread(a);
            c0 = x.fma(b0, c0);
            x = Lanes.spread(a + row);
            c1 = x.fma(b0, c1);
            a += step;
            b += p.bRow();
        }
        Lanes.store(c, c0);
        Lanes.store(c + p.cRow(), c1);
    }

    private static void rows1(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        FloatVector c0 = Lanes.load(from);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector x = Lanes.spread(a);
            c0 = x.fma(b0, c0);
            a += step;
            b += p.bRow();
        }
        Lanes.store(c, c0);
    }
}
