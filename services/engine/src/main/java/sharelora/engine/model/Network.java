package sharelora.engine.model;

import sharelora.engine.ops.Tensor;

/** A frozen transformer without a head. */
interface Network {

    /**
     * The last hidden states of some tokens, with the adapter applied at every projection. The other tokens are computed only
     * up to the last layer's keys and values, since nothing needs them after its attention.
     *
     * @param tokens M places, rising
     * @return [M, D]
     */
    Tensor hidden(ForwardContext pass, Adapter adapter, int[] tokens);
}
