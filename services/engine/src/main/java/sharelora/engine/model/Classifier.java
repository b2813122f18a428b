package sharelora.engine.model;

import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;

/**
 * A base with an adapter and a mean head: logits = W (scale · mean of the last hidden states) + b.
 *
 * @param weight W [C, D]
 * @param bias b [1, C]
 */
public record Classifier(BaseModel base, Adapter adapter, Parameter weight, Parameter bias, double scale) {

    /** Logits [S, C]. */
    public Tensor logits(Pass pass) {
        return pass.ops().affine(base.pooled(pass, adapter, scale), weight, bias); // [S, C]
    }
}
