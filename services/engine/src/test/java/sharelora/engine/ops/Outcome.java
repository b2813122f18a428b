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
        Ops ops = bench.worker().record(bench.gradient());
        Outcome forward = forward(chain, bench, ops);
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
        return forward(chain, bench, bench.worker().evaluate());
    }

    private static Outcome forward(Chain chain, Bench bench, Ops ops) {
        Sequences sequences = bench.sequences();
        Tensor hidden = chain.hidden(ops, bench, sequences);
        float[] rows = ops.read(hidden);
        int classes = bench.size().classes();
        Parameter weight = bench.parameter("head w", classes, hidden.columns());
        Parameter bias = bench.parameter("head b", 1, classes);
        Tensor logits = ops.affine(ops.meanPool(hidden, sequences, 1.5), weight, bias);
        float[] scores = ops.read(logits);
        int[] targets = bench.targets();
        Loss loss = ops.crossEntropy(logits, targets, 1.0 / targets.length);
        return new Outcome(rows, scores, loss, Map.of());
    }
}
