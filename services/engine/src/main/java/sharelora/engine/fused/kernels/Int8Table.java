package sharelora.engine.fused.kernels;

import java.util.List;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.FrozenRows;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.TokenTable;

/**
 * A table of embeddings as whole numbers of eight bits with a factor for each entry, rounded by the entry's largest number.
 * A language head of the same weight has the same whole numbers and factors.
 */
public final class Int8Table implements TokenTable, AutoCloseable {

    /** Entries that are in float32 at the same time while the table is rounded. */
    private static final int CHUNK = 256;

    private final int entries;
    private final int columns;
    private final Block whole;
    private final Block factors;

    private Int8Table(int entries, int columns) {
        this.entries = entries;
        this.columns = columns;
        this.whole = Block.of(Math.ceilDiv((long) entries * pitch(), Float.BYTES));
        this.factors = Block.of(entries);
    }

    /**
     * Rounds a table once.
     *
     * @param weight [V, D]
     * @param limit of the whole numbers, at most 127
     */
    public static Int8Table of(Weight weight, int limit) {
        Int8Table table = new Int8Table(weight.shape()[0], weight.shape()[1]);
        for (int i = 0; i < table.entries; i += CHUNK) {
            Weight some = weight.rows(i, Math.min(CHUNK, table.entries - i));
            try (FrozenRows rows = FrozenRows.rows(List.of(some))) {
                table.round(i, rows.matrix(), limit);
            }
        }
        return table;
    }

    private void round(int from, Matrix rows, int limit) {
        for (int i = 0; i < rows.rows(); i++) {
            float factor = Int8Rows.quantise(rows.row(i), row(from + i), pitch(), limit);
            Lanes.set(factor(from + i), factor);
        }
    }

    private int pitch() {
        return Lanes.whole(columns);
    }

    private long row(int entry) {
        return whole.address() + (long) entry * pitch();
    }

    private long factor(int entry) {
        return factors.address() + (long) entry * Float.BYTES;
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void copy(int token, long to) {
        check("token", token);
        Int8Rows.restoreWhole(row(token), Lanes.get(factor(token)), to, pitch());
    }

    @Override
    public void close() {
        whole.close();
        factors.close();
    }
}
