package sharelora.engine.fused;

/**
 * C = A B or C += A B for matrices that are too small, too oddly shaped or too short-lived for oneDNN: attention heads
 * and everything low-rank. B's and C's rows are contiguous, A may be read along any stride, so transposed too.
 *
 * <p>An element is one chain of fused multiply-adds in the order of {@code depth}, whatever tile it falls in: a row's
 * bits do not depend on the other rows.
 *
 * @param rows of A and C
 * @param columns of B and C
 * @param depth columns of A, rows of B
 * @param a where A's elements lie
 * @param bRow bytes from a row of B to the next
 * @param cRow bytes from a row of C to the next
 */
record Product(int rows, int columns, int depth, Strides a, long bRow, long cRow) {

    /** Rows of A times depth that stay in the second-level cache while the columns of B go by. */
    private static final int DEPTH_BLOCK = 96;

    /**
     * @param row bytes from a row to the next
     * @param column bytes from a column to the next
     */
    record Strides(long row, long column) {

        /** A matrix as it lies. */
        static Strides of(long row) {
            return new Strides(row, Float.BYTES);
        }

        /** The transpose of a matrix whose rows lie {@code row} bytes apart. */
        static Strides transposed(long row) {
            return new Strides(Float.BYTES, row);
        }
    }

    /** C = A B. */
    void set(long a, long b, long c) {
        run(a, b, c, false);
    }

    /** C += A B. */
    void add(long a, long b, long c) {
        run(a, b, c, true);
    }

    /** C = A B or C += A B. */
    void run(long a, long b, long c, boolean add) {
        int j = 0;
        for (; j + Tile16.COLUMNS <= columns; j += Tile16.COLUMNS) {
            Tile16.panel(this, a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
        for (; j + Tile8.COLUMNS <= columns; j += Tile8.COLUMNS) {
            Tile8.panel(this, a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
        for (; j < columns; j++) {
            column(a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
    }

    /**
     * C += A B where depth is the number of tokens: in blocks of depth, so that what is read again and again stays in the
     * cache.
     */
    void addDeep(long a, long b, long c) {
        for (int from = 0; from < depth; from += DEPTH_BLOCK) {
            Product block = new Product(rows, columns, Math.min(DEPTH_BLOCK, depth - from), this.a, bRow, cRow);
            block.add(a + from * this.a.column(), b + from * bRow, c);
        }
    }

    /** One column, where less than a vector is left. */
    private void column(long a, long b, long c, boolean add) {
        for (int i = 0; i < rows; i++) {
            long from = a + i * this.a.row();
            long to = c + i * cRow;
            float sum = add ? Lanes.get(to) : 0;
            for (int p = 0; p < depth; p++) {
                sum = Math.fma(Lanes.get(from + p * this.a.column()), Lanes.get(b + p * bRow), sum);
            }
            Lanes.set(to, sum);
        }
    }
}
