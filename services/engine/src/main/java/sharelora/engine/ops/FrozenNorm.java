package sharelora.engine.ops;

/** Frozen gain [D] and bias [D] of a layer norm, with its epsilon, as an engine keeps them. */
public interface FrozenNorm {

    int columns();
}
