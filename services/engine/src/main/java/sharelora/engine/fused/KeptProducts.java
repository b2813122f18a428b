package sharelora.engine.fused;

/**
 * Shapes of products, kept from shard to shard: every layer and every step asks for the same ones. Each has one place,
 * which another shape may take.
 */
final class KeptProducts {

    private static final int PLACES = 256;

    private final Product[] lying = new Product[PLACES];
    private final Product[] turned = new Product[PLACES];

    /** {@link Product#of}. */
    Product of(int rows, int columns, int depth, long a, long b, long c) {
        int place = place(rows, columns, depth, a, b, c);
        Product kept = lying[place];
        if (kept == null || !sizes(kept, rows, columns, depth) || !strides(kept, kept.aRow() == a, b, c)) {
            lying[place] = Product.of(rows, columns, depth, a, b, c);
        }
        return lying[place];
    }

    /** {@link Product#turned}. */
    Product turned(int rows, int columns, int depth, long a, long b, long c) {
        int place = place(rows, columns, depth, a, b, c);
        Product kept = turned[place];
        if (kept == null || !sizes(kept, rows, columns, depth) || !strides(kept, kept.aColumn() == a, b, c)) {
            turned[place] = Product.turned(rows, columns, depth, a, b, c);
        }
        return turned[place];
    }

    private static boolean sizes(Product kept, int rows, int columns, int depth) {
        return kept.rows() == rows && kept.columns() == columns && kept.depth() == depth;
    }

    private static boolean strides(Product kept, boolean a, long b, long c) {
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
