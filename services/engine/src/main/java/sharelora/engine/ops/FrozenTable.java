package sharelora.engine.ops;

/** A frozen lookup table [entries, D], as an engine keeps it. */
public interface FrozenTable {

    int entries();

    int columns();
}
