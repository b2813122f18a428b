package sharelora.engine.ops;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a chain computed.
 *
 * @param gradients by parameter name; empty where nothing was recorded
 */
record Outcome(float[] hidden, float[] logits, Loss loss, Map<String, double[]> gradients) {

    /** Forward and backward of the mean loss. */
    static Outcome record(Chain chain, Bench bench) {
        bench.gradient().fillZero();
        return record(chain, bench, bench.batch());
    }

    /** Forward and backward of a part's share in the mean loss; its gradient is added to what there is. */
    static Outcome record(Chain chain, Bench bench, Bench.Part part) {
        Ops ops = bench.worker().record(bench.gradient());
        Outcome forward = forward(chain, bench, part, ops);
        ops.backward();
        Map<String, double[]> gradients = new LinkedHashMap<>();
        for (Parameter parameter : bench.parameters()) {
            double[] gradient = new double[parameter.size()];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = bench.gradient().get(parameter.offset() + i);
            }
            gradients.put(parameter.name(), gradient);
        }
        return new Outcome(forward.hidden, forward.logits, forward.loss, gradients);
    }

    /** Forward only. */
    static Outcome evaluate(Chain chain, Bench bench) {
        return forward(chain, bench, bench.batch(), bench.worker().evaluate());
    }

    private static Outcome forward(Chain chain, Bench bench, Bench.Part part, Ops ops) {
        Tensor hidden = chain.hidden(ops, bench, part.sequences());
        float[] rows = ops.read(hidden);
        int classes = bench.size().classes();
        Parameter weight = bench.parameter("head w", classes, hidden.columns());
        Parameter bias = bench.parameter("head b", 1, classes);
        Tensor logits = ops.affine(ops.meanPool(hidden, part.sequences(), 1.5), weight, bias);
        float[] scores = ops.read(logits);
        Loss loss =
                ops.crossEntropy(logits, part.targets(), 1.0 / bench.records()).total();
        return new Outcome(rows, scores, loss, Map.of());
    }
}
