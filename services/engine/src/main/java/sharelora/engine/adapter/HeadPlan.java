package sharelora.engine.adapter;

import java.util.List;
import sharelora.engine.format.MeanHead;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.Head;
import sharelora.engine.model.Pass;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;

/**
 * A head on one base, before any memory: the matrices it trains, those with a row or column for each output last, and
 * what it computes with them.
 */
record HeadPlan(List<Matrix> matrices, Computation computation) {

    /** Outputs [S, C] of hidden states [N, D], with the parameters that the matrices became, in their order. */
    interface Computation {
        Tensor outputs(BaseModel base, Pass pass, Tensor hidden, List<Parameter> parameters);
    }

    /** The head for {@code outputs} outputs, C, on hidden states of {@code hidden} columns, D. */
    static HeadPlan of(HeadSpec spec, int hidden, int outputs) {
        Matrix weight = new Matrix(MeanHead.WEIGHT, outputs, hidden, Start.ZERO, 1);
        Matrix bias = new Matrix(MeanHead.BIAS, 1, outputs, Start.ZERO, 1);
        return switch (spec.kind()) {
            case MEAN ->
                new HeadPlan(List.of(weight, bias), (base, pass, x, parameters) -> {
                    Tensor mean = pass.ops().meanPool(x, pass.sequences(), spec.scale()); // [S, D]
                    return pass.ops().affine(mean, parameters.get(0), parameters.get(1)); // [S, C]
                });
            case LANGUAGE ->
                new HeadPlan(List.of(), (base, pass, x, parameters) -> {
                    throw new IllegalStateException("a language head has words, no outputs of a sequence");
                });
        };
    }

    Head head(List<Parameter> parameters) {
        return (base, pass, hidden) -> computation.outputs(base, pass, hidden, parameters); // [S, C]
    }
}
