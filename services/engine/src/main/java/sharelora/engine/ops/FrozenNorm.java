package sharelora.engine.ops;

/** Frozen gain [D] and bias [D] of a layer norm, or the gain of an RMS norm, with epsilon, as an engine keeps them. */
public interface FrozenNorm {

    int columns();
}
