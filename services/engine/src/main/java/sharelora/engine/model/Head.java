package sharelora.engine.model;

import sharelora.engine.ops.Tensor;

/** What makes outputs of hidden states. */
@FunctionalInterface
public interface Head {

    /**
     * What it says of each sequence.
     *
     * @param base the model that the states come from
     * @param hidden [N, D], its last hidden states
     * @return [S, C]
     */
    Tensor outputs(BaseModel base, Pass pass, Tensor hidden);

    /**
     * Refuses a base that lacks what this looks at.
     *
     * @throws IllegalArgumentException naming it
     */
    default void requireFits(BaseModel base) {}
}
