package sharelora.engine.model;

import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Tensor;

/** What model code knows of an adapter: it is asked at every projection. */
@FunctionalInterface
public interface Adapter {

    /** The untouched base. */
    Adapter NONE = (pass, layer, projection, x, y, column) -> y;

    /**
     * What the projection gives, with the adapter's part added.
     *
     * @param layer from 0
     * @param projection one of {@link ModelShape#PROJECTIONS}
     * @param x [N, in], what went into the projection
     * @param y [N, any], what came out, possibly of several projections side by side; consumed
     * @param column of y where this projection's columns begin
     * @return [N, any]
     */
    Tensor add(ForwardContext pass, int layer, String projection, Tensor x, Tensor y, int column);
}
