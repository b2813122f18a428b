package sharelora.engine.adapter.monteclora;

import java.util.Arrays;

/**
 * How much each noise counts: w = softmax(√S z + μ), a Dirichlet distribution with the concentrations α = max(exp(e), 1e-6) as
 * a normal one of the logits: μ = log α - mean(log α), S = max(1/α (1 - 2/n) + Σ(1/α)/n², 1e-6) + 1e-6.
 *
 * @param e [n]
 * @param z [n], standard normal
 * @param weights w, [n]
 */
record Mixture(double[] e, double[] z, double[] weights) {

    private static final double LEAST = 1e-6;

    static Mixture of(double[] e, double[] z) {
        double[] logits = new double[e.length];
        double mean = Arrays.stream(e)
                .map(Mixture::concentration)
                .map(StrictMath::log)
                .average()
                .orElseThrow();
        for (int k = 0; k < e.length; k++) {
            logits[k] = Math.sqrt(variance(e, k) + LEAST) * z[k] + StrictMath.log(concentration(e[k])) - mean;
        }
        double highest = Arrays.stream(logits).max().orElseThrow();
        double[] weights = Arrays.stream(logits)
                .map(logit -> StrictMath.exp(logit - highest))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return new Mixture(
                e, z, Arrays.stream(weights).map(weight -> weight / sum).toArray());
    }

    private static double concentration(double e) {
        return Math.max(StrictMath.exp(e), LEAST);
    }

    private static double variance(double[] e, int k) {
        return Math.max(freeVariance(e, k), LEAST);
    }

    private static double freeVariance(double[] e, int k) {
        double inverses = Arrays.stream(e).map(each -> 1 / concentration(each)).sum();
        int n = e.length;
        return 1 / concentration(e[k]) * (1 - 2.0 / n) + inverses / n / n;
    }

    /** Σ w². */
    double concentrated() {
        return Arrays.stream(weights).map(weight -> weight * weight).sum();
    }

    /**
     * What PEFT calls the KL divergence of the Dirichlet distribution, though it is none: the terms of the normalizing
     * constants have the sign of a sum where a divergence has a difference. By log Γ, which PEFT takes the exponential of
     * first, so that it overflows where this does not.
     *
     * @param prior concentration of each
     */
    double divergence(double prior) {
        double[] a = Arrays.stream(e).map(StrictMath::exp).toArray();
        double sum = Arrays.stream(a).sum();
        double ofSum = GammaFunctions.digamma(sum);
        double divergence = GammaFunctions.logGamma(sum) - GammaFunctions.logGamma(prior * a.length);
        for (double each : a) {
            divergence += GammaFunctions.logGamma(each) - GammaFunctions.logGamma(prior);
            divergence += (each - prior) * (GammaFunctions.digamma(each) - ofSum);
        }
        return divergence;
    }

    /**
     * The gradient by e.
     *
     * @param byWeight gradient of the loss by w
     * @param weight of the divergence
     */
    double[] gradient(double[] byWeight, double prior, double weight) {
        double[] gradient = throughWeights(byWeight);
        double[] a = Arrays.stream(e).map(StrictMath::exp).toArray();
        double sum = Arrays.stream(a).sum();
        double ofSum = (sum - prior * a.length) * GammaFunctions.trigamma(sum);
        for (int m = 0; m < e.length; m++) {
            double byConcentration =
                    2 * GammaFunctions.digamma(a[m]) + (a[m] - prior) * GammaFunctions.trigamma(a[m]) - ofSum;
            gradient[m] += weight * byConcentration * a[m];
        }
        return gradient;
    }

    private double[] throughWeights(double[] byWeight) {
        int n = e.length;
        double mean = 0; // of the gradient by w, as softmax has it
        for (int k = 0; k < n; k++) {
            mean += weights[k] * byWeight[k];
        }
        double[] byLogit = new double[n];
        double[] byVariance = new double[n];
        double logits = 0;
        double variances = 0;
        for (int k = 0; k < n; k++) {
            byLogit[k] = weights[k] * (byWeight[k] - mean);
            boolean clipped = freeVariance(e, k) < LEAST;
            byVariance[k] = clipped ? 0 : byLogit[k] * z[k] * 0.5 / Math.sqrt(variance(e, k) + LEAST);
            logits += byLogit[k];
            variances += byVariance[k];
        }
        double[] gradient = new double[n];
        for (int m = 0; m < n; m++) {
            double a = concentration(e[m]);
            double byInverse = byVariance[m] * (1 - 2.0 / n) + variances / n / n;
            double byA = (byLogit[m] - logits / n) / a - byInverse / a / a;
            gradient[m] = StrictMath.exp(e[m]) < LEAST ? 0 : byA * a;
        }
        return gradient;
    }
}
