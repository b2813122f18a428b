package sharelora.engine.ops;

/** A matrix somewhere in an engine's memory. Opaque: only the {@link Ops} that made it can read it. */
public interface Tensor {

    int rows();

    int columns();
}
