package sharelora.engine.ops;

/** A frozen projection [out, in] with its bias [out], as an engine keeps it. Never has a gradient. */
public interface FrozenMatrix {

    int in();

    int out();
}
