package sharelora.engine.model;

import sharelora.engine.ops.Tensor;

/** A frozen transformer without a head. */
interface Network {

    /**
     * Last hidden states of some tokens, with what the adapter adds on the way. The other tokens end with the last layer's
     * keys and values: behind its attention nobody looks at them.
     *
     * @param tokens M places, rising
     * @return [M, D]
     */
    Tensor hidden(ForwardContext pass, Adapter adapter, int[] tokens);
}
