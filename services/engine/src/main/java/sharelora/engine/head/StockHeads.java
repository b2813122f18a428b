package sharelora.engine.head;

import java.util.List;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * The heads of Hugging Face's {@code …ForSequenceClassification}. What makes the outputs starts at zero, so that an output
 * that is appended later is as if it had been there. RoBERTa's layer below it is drawn uniformly with the deviation
 * 1/√(3 D), 0.021 at D = 768 where Hugging Face draws with 0.02: were it zero too, neither would ever learn.
 */
final class StockHeads {

    private StockHeads() {}

    static HeadPlan of(ModelShape shape, int outputs) {
        int hidden = shape.hidden();
        return switch (StockHeadNames.of(shape.family())) {
            case BERT ->
                new HeadPlan(
                        List.of(
                                new MatrixSpec("classifier.weight", outputs, hidden, Initialization.ZERO, 1),
                                new MatrixSpec("classifier.bias", 1, outputs, Initialization.ZERO, 1)),
                        StockHeads::bert,
                        BaseModel::pooler);
            case ROBERTA ->
                new HeadPlan(
                        List.of(
                                new MatrixSpec(
                                        "classifier.dense.weight", hidden, hidden, Initialization.KAIMING_UNIFORM, 1),
                                new MatrixSpec("classifier.dense.bias", 1, hidden, Initialization.ZERO, 1),
                                new MatrixSpec("classifier.out_proj.weight", outputs, hidden, Initialization.ZERO, 1),
                                new MatrixSpec("classifier.out_proj.bias", 1, outputs, Initialization.ZERO, 1)),
                        StockHeads::roberta,
                        HeadPlan.NOTHING);
            case GPT2, LLAMA ->
                new HeadPlan(
                        List.of(new MatrixSpec("score.weight", outputs, hidden, Initialization.ZERO, 1)),
                        StockHeads::decoder,
                        HeadPlan.NOTHING);
        };
    }

    private static Tensor bert(HiddenStates states, List<Parameter> head) {
        int[] first = states.pass().sequences().firstTokens();
        Ops ops = states.pass().ops();
        Tensor x = states.of(first); // [S, D]
        x = ops.tanh(ops.linear(x, states.base().pooler())); // [S, D]
        x = drop(states, first, x, "head"); // [S, D]
        return ops.affine(x, head.get(0), head.get(1)); // [S, C]
    }

    private static Tensor roberta(HiddenStates states, List<Parameter> head) {
        int[] first = states.pass().sequences().firstTokens();
        Ops ops = states.pass().ops();
        Tensor x = drop(states, first, states.of(first), "head"); // [S, D]
        x = ops.tanh(ops.affine(x, head.get(0), head.get(1))); // [S, D]
        x = drop(states, first, x, "head output"); // [S, D]
        return ops.affine(x, head.get(2), head.get(3)); // [S, C]
    }

    private static Tensor decoder(HiddenStates states, List<Parameter> head) {
        List<Integer> padding = states.base().tokens().padding();
        Tensor x = states.of(states.pass().sequences().lastTokensBut(padding)); // [S, D]
        return states.pass().ops().down(x, head.getFirst()); // [S, C]
    }

    private static Tensor drop(HiddenStates states, int[] tokens, Tensor x, String place) {
        BaseModel base = states.base();
        ForwardContext pass = states.pass().only(tokens);
        return pass.drop(x, pass.base().at(base.headDropout(), base.shape().layers(), place)); // [S, D]
    }
}
