package sharelora.engine.fused.memory;

import sharelora.engine.ops.FrozenTable;

/** A lookup table in padded rows. */
public record FusedTable(FrozenRows numbers) implements FrozenTable {

    @Override
    public int entries() {
        return numbers.matrix().rows();
    }

    @Override
    public int columns() {
        return numbers.matrix().columns();
    }

    /**
     * Address of an entry.
     *
     * @throws IndexOutOfBoundsException naming what kind of entry was asked for
     */
    public long row(String kind, int entry) {
        if (entry < 0 || entry >= entries()) {
            throw new IndexOutOfBoundsException(kind + " " + entry + " of a table of " + entries());
        }
        return numbers.matrix().row(entry);
    }
}
