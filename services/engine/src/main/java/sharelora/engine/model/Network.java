package sharelora.engine.model;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.ops.Tensor;

/** A frozen transformer without a head: what a family has of its own, and the way through the layers that all have alike. */
interface Network {

    /** L. */
    int layers();

    /** What goes into the first layer, [N, D]. */
    Tensor embedded(ForwardContext pass);

    /**
     * What a layer's attention mixes, before its output projection.
     *
     * @param x [N, D], what goes into the layer
     * @return [N, D]
     */
    Tensor mix(ForwardContext pass, Adapter adapter, int layer, Tensor x);

    /**
     * The rest of a layer.
     *
     * @param mixed [M, D], of the attention
     * @param x [M, D], what went into the layer
     * @return [M, D]
     */
    Tensor finish(ForwardContext pass, Adapter adapter, int layer, Tensor mixed, Tensor x);

    /** The last hidden states of what the last layer put out, [M, D]. */
    Tensor last(ForwardContext pass, Tensor x);

    /**
     * The last hidden states of some tokens, with the adapter applied at every projection and around every layer. The other
     * tokens are computed only up to the last layer's keys and values, since nothing needs them after its attention.
     *
     * @param tokens M places, rising
     * @return [M, D]
     */
    default Tensor hidden(ForwardContext whole, Adapter adapter, int[] tokens) {
        ForwardContext pass = whole;
        List<Tensor> inputs = new ArrayList<>(); // by layer
        Tensor x = embedded(pass); // [N, D]
        for (int layer = 0; layer < layers(); layer++) {
            Tensor mixed = mix(pass, adapter, layer, x); // [N, D]
            boolean gathered = layer == layers() - 1; // after its attention nothing needs the other tokens
            if (gathered) {
                mixed = pass.gatherRows(mixed, tokens); // [M, D]
                x = pass.gatherRows(x, tokens); // [M, D]
                pass = pass.only(tokens);
            }
            inputs.add(x);
            ForwardContext now = pass;
            int here = layer;
            Tensor y = finish(now, adapter, layer, mixed, x); // [M, D]
            x = adapter.around(
                    now,
                    layer,
                    from -> gathered && from < here ? now.gatherRows(inputs.get(from), tokens) : inputs.get(from),
                    y); // [M, D]
        }
        return last(pass, x); // [M, D]
    }
}
