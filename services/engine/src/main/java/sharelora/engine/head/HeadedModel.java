package sharelora.engine.head;

import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Tensor;

/** A base with an adapter and a head: all that is trained, in its place. */
public record HeadedModel(BaseModel base, Adapter adapter, Head head) {

    /** @throws IllegalArgumentException where the base lacks what the head looks at */
    public HeadedModel {
        head.requireFits(base);
    }

    /** What it says of each sequence: a logit for each class, or the one number of a regression. [S, C]. */
    public Tensor outputs(ForwardContext pass) {
        return head.outputs(new HiddenStates(base, adapter, pass)); // [S, C]
    }
}
