package sharelora.engine.adapter.monteclora;

import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

/**
 * The noise of one A: A′ = A + scaler · Σ w_k (Z_k √V)ᵀ in a step, and the way back from the gradient by A′, which is that by
 * A too, to those by s and e. Z is drawn again on the way back: it is as large as n matrices A.
 *
 * @param a [R, in]
 * @param s [1, R]
 * @param e [1, n]
 */
record Sampler(Parameter a, Parameter s, Parameter e, MonteCloraSpec.Sampling sampling) {

    /** Changes A for the step. */
    Step begin(Flat values, long seed, long step) {
        Draws draws = Draws.of(seed, step, a.name());
        Spread spread = Spread.of(read(values, s), draws.spread(s.columns()));
        Mixture mixture = Mixture.of(read(values, e), draws.mixture(e.columns()));
        Step begun = new Step(read(values, a), draws, spread, mixture);
        double[] sums = new double[a.size()]; // Σ w_k Z_k, [R, in]
        begun.eachDraw((k, at, z) -> sums[at] += mixture.weights()[k] * z);
        for (int at = 0; at < sums.length; at++) {
            double noise = sampling.scaler() * spread.root(at / a.columns()) * sums[at];
            values.set(a.offset() + at, begun.before[at] + noise);
        }
        return begun;
    }

    private static double[] read(Flat values, Parameter parameter) {
        double[] numbers = new double[parameter.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values.get(parameter.offset() + i);
        }
        return numbers;
    }

    private static void add(Flat gradient, Parameter parameter, double[] part) {
        for (int i = 0; i < part.length; i++) {
            gradient.set(parameter.offset() + i, gradient.get(parameter.offset() + i) + part[i]);
        }
    }

    /** What to do with a number of Z. */
    @FunctionalInterface
    private interface Draw {

        /**
         * @param k which of the n
         * @param at index in A of the number that it changes
         */
        void take(int k, int at, double z);
    }

    /** The sampler in a step. */
    final class Step {

        private final double[] before;
        private final Draws draws;
        private final Spread spread;
        private final Mixture mixture;

        private Step(double[] before, Draws draws, Spread spread, Mixture mixture) {
            this.before = before;
            this.draws = draws;
            this.spread = spread;
            this.mixture = mixture;
        }

        /** Z is [n, in, R] as PEFT draws it. */
        private void eachDraw(Draw draw) {
            int rank = a.rows();
            int in = a.columns();
            long index = 0;
            for (int k = 0; k < e.columns(); k++) {
                for (int i = 0; i < in; i++) {
                    for (int j = 0; j < rank; j++) {
                        draw.take(k, j * in + i, draws.noise(index++));
                    }
                }
            }
        }

        /** The variational term. */
        double loss() {
            double divergence = mixture.divergence(sampling.prior()) + spread.divergence(e.columns());
            return sampling.weight() * divergence + (sampling.entropy() ? mixture.concentrated() : 0);
        }

        /**
         * Adds the gradients by s and e.
         *
         * @param share of the variational term in the loss
         */
        void addTo(Flat gradient, double share) {
            double[] byA = read(gradient, a);
            double[] byRoot = new double[a.rows()];
            double[] byWeight = new double[e.columns()];
            eachDraw((k, at, z) -> {
                int rank = at / a.columns();
                double product = sampling.scaler() * byA[at] * z;
                byRoot[rank] += mixture.weights()[k] * product;
                byWeight[k] += spread.root(rank) * product;
            });
            if (sampling.entropy()) {
                for (int k = 0; k < byWeight.length; k++) {
                    byWeight[k] += share * 2 * mixture.weights()[k];
                }
            }
            double weight = share * sampling.weight();
            add(gradient, s, spread.gradient(byRoot, e.columns(), weight));
            add(gradient, e, mixture.gradient(byWeight, sampling.prior(), weight));
        }

        void restore(Flat values) {
            for (int at = 0; at < before.length; at++) {
                values.set(a.offset() + at, before[at]);
            }
        }
    }
}
