package sharelora.engine.model;

import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Tensor;

/** An adapter as model code sees it: the model applies it at every projection. */
@FunctionalInterface
public interface Adapter {

    /** No adapter: the base alone. */
    Adapter NONE = (pass, layer, projection, x, y, column) -> y;

    /**
     * Adds the adapter's output to the projection's output.
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
