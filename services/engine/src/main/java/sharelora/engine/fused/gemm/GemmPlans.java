package sharelora.engine.fused.gemm;

/**
 * Shapes of products, kept from shard to shard: every layer and every step asks for the same ones. Each has one place,
 * which another shape may take.
 */
public final class GemmPlans {

    private static final int PLACES = 256;

    private final GemmPlan[] lying = new GemmPlan[PLACES];
    private final GemmPlan[] turned = new GemmPlan[PLACES];

    /** {@link GemmPlan#of}. */
    public GemmPlan of(int rows, int columns, int depth, long a, long b, long c) {
        int place = place(rows, columns, depth, a, b, c);
        GemmPlan kept = lying[place];
        if (kept == null || !sizes(kept, rows, columns, depth) || !strides(kept, kept.aRow() == a, b, c)) {
            lying[place] = GemmPlan.of(rows, columns, depth, a, b, c);
        }
        return lying[place];
    }

    /** {@link GemmPlan#turned}. */
    public GemmPlan turned(int rows, int columns, int depth, long a, long b, long c) {
        int place = place(rows, columns, depth, a, b, c);
        GemmPlan kept = turned[place];
        if (kept == null || !sizes(kept, rows, columns, depth) || !strides(kept, kept.aColumn() == a, b, c)) {
            turned[place] = GemmPlan.turned(rows, columns, depth, a, b, c);
        }
        return turned[place];
    }

    private static boolean sizes(GemmPlan kept, int rows, int columns, int depth) {
        return kept.rows() == rows && kept.columns() == columns && kept.depth() == depth;
    }

    private static boolean strides(GemmPlan kept, boolean a, long b, long c) {
        return a && kept.bRow() == b && kept.cRow() == c;
    }

    private static int place(int rows, int columns, int depth, long a, long b, long c) {
        long mixed = rows;
        mixed = 31 * mixed + columns;
        mixed = 31 * mixed + depth;
        mixed = 31 * mixed + a;
        mixed = 31 * mixed + b;
        mixed = 31 * mixed + c;
        return (int) ((mixed * 0x9E3779B97F4A7C15L) >>> 56); // Fibonacci hashing (Knuth 6.4), to 8 bits
    }
}
