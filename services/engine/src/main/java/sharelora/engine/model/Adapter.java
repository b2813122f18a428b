package sharelora.engine.model;

import java.util.function.IntFunction;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Tensor;

/** An adapter as model code sees it: the model applies it at every projection, and around every layer. */
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

    /**
     * Adds to a layer's output what goes around it. Most methods add nothing there.
     *
     * @param layer from 0
     * @param inputs by layer, up to this one: [M, D], what went into it, with the rows of y
     * @param y [M, D], what came out of the layer; consumed
     * @return [M, D]
     */
    default Tensor around(ForwardContext pass, int layer, IntFunction<Tensor> inputs, Tensor y) {
        return y;
    }
}
