package sharelora.engine.head;

import sharelora.engine.model.BaseModel;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Tensor;

/** What makes outputs of hidden states. */
@FunctionalInterface
public interface Head {

    /**
     * What it says of each sequence.
     *
     * @param states last hidden states of the model; asked for once
     * @return [S, C]
     */
    Tensor outputs(HiddenStates states);

    /**
     * Refuses a base that lacks what this looks at.
     *
     * @throws IllegalArgumentException naming it
     */
    default void requireFits(BaseModel base) {}
}
