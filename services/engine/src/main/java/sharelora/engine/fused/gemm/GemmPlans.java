package sharelora.engine.fused.gemm;

/**
 * A cache of plans from shard to shard: every layer and every step asks for the same shapes. Each shape has one slot, and
 * shapes with the same slot replace each other.
 */
public final class GemmPlans {

    private static final int SLOTS = 256;

    private final GemmPlan[] plain = new GemmPlan[SLOTS];
    private final GemmPlan[] transposed = new GemmPlan[SLOTS];

    /** {@link GemmPlan#of}. */
    public GemmPlan of(int rows, int columns, int depth, long a, long b, long c) {
        int slot = slot(rows, columns, depth, a, b, c);
        GemmPlan cached = plain[slot];
        if (cached == null || !sizes(cached, rows, columns, depth) || !strides(cached, cached.aRow() == a, b, c)) {
            plain[slot] = GemmPlan.of(rows, columns, depth, a, b, c);
        }
        return plain[slot];
    }

    /** {@link GemmPlan#transposed}. */
    public GemmPlan transposed(int rows, int columns, int depth, long a, long b, long c) {
        int slot = slot(rows, columns, depth, a, b, c);
        GemmPlan cached = transposed[slot];
        if (cached == null || !sizes(cached, rows, columns, depth) || !strides(cached, cached.aColumn() == a, b, c)) {
            transposed[slot] = GemmPlan.transposed(rows, columns, depth, a, b, c);
        }
        return transposed[slot];
    }

    private static boolean sizes(GemmPlan cached, int rows, int columns, int depth) {
        return cached.rows() == rows && cached.columns() == columns && cached.depth() == depth;
    }

    private static boolean strides(GemmPlan cached, boolean a, long b, long c) {
        return a && cached.bRow() == b && cached.cRow() == c;
    }

    private static int slot(int rows, int columns, int depth, long a, long b, long c) {
        long mixed = rows;
        mixed = 31 * mixed + columns;
        mixed = 31 * mixed + depth;
        mixed = 31 * mixed + a;
        mixed = 31 * mixed + b;
        mixed = 31 * mixed + c;
        return (int) ((mixed * 0x9E3779B97F4A7C15L) >>> 56); // Fibonacci hashing (Knuth 6.4), to 8 bits
    }
}
