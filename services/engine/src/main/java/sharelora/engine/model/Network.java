package sharelora.engine.model;

import sharelora.engine.ops.Tensor;

/** A frozen transformer without a head. */
interface Network {

    /** Last hidden states [N, D], with what the adapter adds on the way. */
    Tensor hidden(Pass pass, Adapter adapter);
}
