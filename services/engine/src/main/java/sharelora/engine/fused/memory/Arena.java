package sharelora.engine.fused.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory for one shard's matrices, handed out from front to back and taken back all at once. Kept from shard to shard,
 * with the objects that describe it: when one needed more than the block at hand, the next finds one block of that size.
 * Gradients, which come and go in backward, are given back one by one and reused while still in the cache.
 */
public final class Arena implements AutoCloseable {

    /** Rows of a matrix are allocated in such steps, so that products may run over whole groups of rows. */
    public static final int ROW_GROUP = 16;

    private static final long SMALLEST = 1L << 20;
    private static final long LARGEST = 1L << 32;

    private final List<Block> blocks = new ArrayList<>();
    private final List<Matrix> matrices = new ArrayList<>();
    private final List<Matrix> free = new ArrayList<>();
    private int handed;
    private long next;
    private long end;
    private long used;

    /**
     * A matrix whose numbers are anything, its padding zero.
     *
     * @throws IllegalStateException when the shard's matrices outgrow 16 GiB
     */
    public Matrix matrix(int rows, int columns) {
        for (int i = free.size() - 1; i >= 0; i--) {
            if (free.get(i).rows() == rows && free.get(i).columns() == columns) {
                Matrix old = free.remove(i);
                return old.become(old.address(), rows, columns);
            }
        }
        int height = Math.max(ROW_GROUP, (rows + ROW_GROUP - 1) / ROW_GROUP * ROW_GROUP);
        long floats = (long) height * Lanes.whole(columns);
        Matrix matrix = next().become(allocate(floats), rows, columns);
        Rows.clearPadding(matrix);
        return matrix;
    }

    /** A matrix of zeros. */
    public Matrix zeros(int rows, int columns) {
        Matrix matrix = matrix(rows, columns);
        Lanes.clear(matrix.address(), matrix.floats());
        return matrix;
    }

    /** One owner less; after the last the memory is another matrix's. */
    public void release(Matrix matrix) {
        if (matrix.leave()) {
            free.add(matrix);
        }
    }

    private Matrix next() {
        if (handed == matrices.size()) {
            matrices.add(new Matrix(0, 0, 0));
        }
        return matrices.get(handed++);
    }

    private long allocate(long floats) {
        long lines = (floats + Block.LINE - 1) / Block.LINE * Block.LINE;
        if (end - next < lines * Float.BYTES) {
            grow(lines);
        }
        long address = next;
        next += lines * Float.BYTES;
        used += lines;
        return address;
    }

    private void grow(long floats) {
        if (used + floats > LARGEST) {
            throw new IllegalStateException("a gradient shard needs more than " + ((LARGEST * Float.BYTES) >> 30)
                    + " GiB for its activations: use more shards, smaller batches or shorter sequences");
        }
        open(Math.max(floats, Math.max(SMALLEST, used)));
    }

    private void open(long floats) {
        Block block = Block.of(floats);
        blocks.add(block);
        next = block.address();
        end = next + block.floats() * Float.BYTES;
    }

    /** Takes everything back: matrices of the shard before are gone. */
    public void reset() {
        free.clear();
        handed = 0;
        if (blocks.size() > 1) {
            long all = used;
            close();
            open(all);
        } else if (!blocks.isEmpty()) {
            next = blocks.getFirst().address();
        }
        used = 0;
    }

    @Override
    public void close() {
        blocks.forEach(Block::close);
        blocks.clear();
        free.clear();
        next = 0;
        end = 0;
        used = 0;
    }
}
