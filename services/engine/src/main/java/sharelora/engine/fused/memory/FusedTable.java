package sharelora.engine.fused.memory;

/** A lookup table in padded rows. */
public record FusedTable(FrozenRows numbers) implements TokenTable {

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
        check(kind, entry);
        return numbers.matrix().row(entry);
    }

    @Override
    public void copy(int token, long to) {
        Lanes.copy(row("token", token), to, numbers.matrix().pitch());
    }
}
