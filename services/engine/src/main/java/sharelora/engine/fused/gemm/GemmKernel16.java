package sharelora.engine.fused.gemm;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.memory.Lanes;

/**
 * Tiles of a {@link GemmPlan}, 16 columns wide. Four rows make eight sums, which hide the latency of a fused multiply-add;
 * six rows would fill the register file and be no faster, but pass the compiler's inlining limits. For the same reason a
 * tile has no branch over whether it adds: its sums start from what is there or from zeros in memory.
 */
final class GemmKernel16 {

    static final int COLUMNS = 16;

    private GemmKernel16() {}

    /** All rows of a product in 16 columns. */
    static void panel(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        int i = 0;
        for (; i + 4 <= p.rows(); i += 4) {
            rows4(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
        }
        if (i + 2 <= p.rows()) {
            rows2(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
            i += 2;
        }
        if (i < p.rows()) {
            rows1(p, depth, a + i * p.aRow(), b, c + i * p.cRow(), add);
        }
    }

    private static void rows4(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long row = p.aRow();
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        long fromRow = add ? p.cRow() : 0;
        FloatVector c00 = Lanes.load(from);
        FloatVector c01 = Lanes.load(from + Lanes.BYTES);
        FloatVector c10 = Lanes.load(from + fromRow);
        FloatVector c11 = Lanes.load(from + fromRow + Lanes.BYTES);
        FloatVector c20 = Lanes.load(from + 2 * fromRow);
        FloatVector c21 = Lanes.load(from + 2 * fromRow + Lanes.BYTES);
        FloatVector c30 = Lanes.load(from + 3 * fromRow);
        FloatVector c31 = Lanes.load(from + 3 * fromRow + Lanes.BYTES);
        for (int k = 0; k < depth; k++) {
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
        Lanes.store(c, c00);
        Lanes.store(c + Lanes.BYTES, c01);
        Lanes.store(c + p.cRow(), c10);
        Lanes.store(c + p.cRow() + Lanes.BYTES, c11);
        Lanes.store(c + 2 * p.cRow(), c20);
        Lanes.store(c + 2 * p.cRow() + Lanes.BYTES, c21);
        Lanes.store(c + 3 * p.cRow(), c30);
        Lanes.store(c + 3 * p.cRow() + Lanes.BYTES, c31);
    }

    private static void rows2(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long row = p.aRow();
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        long fromRow = add ? p.cRow() : 0;
        FloatVector c00 = Lanes.load(from);
        FloatVector c01 = Lanes.load(from + Lanes.BYTES);
        FloatVector c10 = Lanes.load(from + fromRow);
        FloatVector c11 = Lanes.load(from + fromRow + Lanes.BYTES);
        for (int k = 0; k < depth; k++) {
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
        Lanes.store(c, c00);
        Lanes.store(c + Lanes.BYTES, c01);
        Lanes.store(c + p.cRow(), c10);
        Lanes.store(c + p.cRow() + Lanes.BYTES, c11);
    }

    private static void rows1(GemmPlan p, int depth, long a, long b, long c, boolean add) {
        long step = p.aColumn();
        long from = add ? c : Lanes.ZEROS;
        FloatVector c00 = Lanes.load(from);
        FloatVector c01 = Lanes.load(from + Lanes.BYTES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = Lanes.load(b);
            FloatVector b1 = Lanes.load(b + Lanes.BYTES);
            FloatVector x = Lanes.spread(a);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            a += step;
            b += p.bRow();
        }
        Lanes.store(c, c00);
        Lanes.store(c + Lanes.BYTES, c01);
    }
}
