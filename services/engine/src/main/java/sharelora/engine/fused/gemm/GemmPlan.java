package sharelora.engine.fused.gemm;

import sharelora.engine.fused.memory.Lanes;

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
 * @param aRow bytes from a row of A to the next
 * @param aColumn bytes from a column of A to the next
 * @param bRow bytes from a row of B to the next
 * @param cRow bytes from a row of C to the next
 */
public record GemmPlan(int rows, int columns, int depth, long aRow, long aColumn, long bRow, long cRow) {

    /** Rows of A times depth that stay in the second-level cache while the columns of B go by. */
    private static final int DEPTH_BLOCK = 96;

    /** With A as it lies, its rows {@code a} bytes apart. */
    public static GemmPlan of(int rows, int columns, int depth, long a, long b, long c) {
        return new GemmPlan(rows, columns, depth, a, Float.BYTES, b, c);
    }

    /** With A the transpose of what lies there, in rows {@code a} bytes apart. */
    static GemmPlan transposed(int rows, int columns, int depth, long a, long b, long c) {
        return new GemmPlan(rows, columns, depth, Float.BYTES, a, b, c);
    }

    /** C = A B. */
    public void set(long a, long b, long c) {
        run(a, b, c, false);
    }

    /** C += A B. */
    public void add(long a, long b, long c) {
        run(a, b, c, true);
    }

    /** C = A B or C += A B. */
    public void run(long a, long b, long c, boolean add) {
        run(depth, a, b, c, add);
    }

    /**
     * C += A B where depth is the number of tokens: in blocks of depth, so that what is read again and again stays in the
     * cache.
     */
    public void addDeep(long a, long b, long c) {
        for (int from = 0; from < depth; from += DEPTH_BLOCK) {
            run(Math.min(DEPTH_BLOCK, depth - from), a + from * aColumn, b + from * bRow, c, true);
        }
    }

    /** The first {@code deep} columns of A and rows of B. */
    private void run(int deep, long a, long b, long c, boolean add) {
        int j = 0;
        for (; j + GemmKernel16.COLUMNS <= columns; j += GemmKernel16.COLUMNS) {
            GemmKernel16.panel(this, deep, a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
        for (; j + GemmKernel8.COLUMNS <= columns; j += GemmKernel8.COLUMNS) {
            GemmKernel8.panel(this, deep, a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
        for (; j < columns; j++) {
            column(deep, a, b + (long) j * Float.BYTES, c + (long) j * Float.BYTES, add);
        }
    }

    /** One column, where less than a vector is left. */
    private void column(int deep, long a, long b, long c, boolean add) {
        for (int i = 0; i < rows; i++) {
            long from = a + i * aRow;
            long to = c + i * cRow;
            float sum = add ? Lanes.get(to) : 0;
            for (int p = 0; p < deep; p++) {
                sum = Math.fma(Lanes.get(from + p * aColumn), Lanes.get(b + p * bRow), sum);
            }
            Lanes.set(to, sum);
        }
    }
}
