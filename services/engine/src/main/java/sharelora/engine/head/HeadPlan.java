package sharelora.engine.head;

import java.util.List;
import java.util.function.Consumer;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Filled;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;
import sharelora.engine.parameter.UnitRows;

/**
 * A head on one base, before any memory: the matrices it trains, those with a row or column for each output last, what
 * it computes with them, and what it asks of a base before.
 */
public record HeadPlan(List<MatrixSpec> matrices, Computation computation, Consumer<BaseModel> asking) {

    /** Any base will do. */
    static final Consumer<BaseModel> NOTHING = base -> {};

    /** Outputs [S, C] of hidden states, with the parameters that the matrices became, in their order. */
    interface Computation {
        Tensor outputs(HiddenStates states, List<Parameter> parameters);
    }

    /** The head for {@code outputs} outputs, C, on a base of that shape. */
    public static HeadPlan of(HeadSpec spec, ModelShape shape, int outputs) {
        return switch (spec.kind()) {
            case MEAN -> mean(spec.scale(), shape.hidden(), outputs);
            case COSINE -> cosine(spec.scale(), shape.hidden(), outputs);
            case STOCK -> StockHeads.of(shape, outputs);
            case LANGUAGE ->
                new HeadPlan(
                        List.of(),
                        (states, parameters) -> {
                            throw new IllegalStateException("a language head has words, no outputs of a sequence");
                        },
                        NOTHING);
        };
    }

    private static HeadPlan mean(double scale, int hidden, int outputs) {
        MatrixSpec weight = new MatrixSpec(MeanHead.WEIGHT, outputs, hidden, Initialization.ZERO, 1);
        MatrixSpec bias = new MatrixSpec(MeanHead.BIAS, 1, outputs, Initialization.ZERO, 1);
        Computation computation = (states, parameters) -> {
            ForwardContext pass = states.pass();
            Tensor mean = pass.ops().meanPool(states.all(), pass.sequences(), scale); // [S, D]
            return pass.ops().affine(mean, parameters.get(0), parameters.get(1)); // [S, C]
        };
        return new HeadPlan(List.of(weight, bias), computation, NOTHING);
    }

    private static HeadPlan cosine(double scale, int hidden, int outputs) {
        MatrixSpec s = new MatrixSpec(CosineHead.SCALE, 1, 1, new Filled((float) scale), 1);
        MatrixSpec weight = new MatrixSpec(CosineHead.WEIGHT, outputs, hidden, UnitRows.START, 1);
        Computation computation = (states, parameters) -> {
            ForwardContext pass = states.pass();
            Tensor mean = pass.ops().meanPool(states.all(), pass.sequences(), 1); // [S, D]
            return pass.ops().cosine(mean, parameters.get(1), parameters.get(0)); // [S, C]
        };
        return new HeadPlan(List.of(s, weight), computation, NOTHING);
    }

    /** The head that computes with these parameters, which its matrices became, in their order. */
    public Head head(List<Parameter> parameters) {
        return new Head() {
            @Override
            public Tensor outputs(HiddenStates states) {
                return computation.outputs(states, parameters); // [S, C]
            }

            @Override
            public void requireFits(BaseModel base) {
                asking.accept(base);
            }
        };
    }
}
