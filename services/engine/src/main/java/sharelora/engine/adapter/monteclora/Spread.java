package sharelora.engine.adapter.monteclora;

/**
 * How far the noise reaches in each rank: the square root of V = max(exp(s)² Wz, 1e-3), of which Wz has no gradient.
 *
 * @param s [R]
 * @param v [R]
 * @param clipped whether it is 1e-3 because it would be less: then it does not depend on s
 */
record Spread(double[] s, double[] v, boolean[] clipped) {

    private static final double LEAST = 1e-3;

    /** @param wishart diagonal of the draw */
    static Spread of(double[] s, double[] wishart) {
        double[] v = new double[s.length];
        boolean[] clipped = new boolean[s.length];
        for (int j = 0; j < s.length; j++) {
            double size = StrictMath.exp(s[j]);
            double free = size * wishart[j] * size;
            clipped[j] = free < LEAST;
            v[j] = Math.max(free, LEAST); // NaN stays NaN
        }
        return new Spread(s, v, clipped);
    }

    double root(int rank) {
        return Math.sqrt(v[rank]);
    }

    /** What PEFT calls the KL divergences of Wishart and Gaussian distribution. */
    double divergence(int samples) {
        double wishart = -(double) s.length * s.length;
        double gauss = -(double) s.length;
        for (int j = 0; j < s.length; j++) {
            wishart += s.length * (StrictMath.exp(2 * s[j]) - 2 * s[j]);
            gauss += v[j] - StrictMath.log(v[j]);
        }
        return 0.5 * wishart + 0.5 * samples * gauss;
    }

    /**
     * The gradient by s.
     *
     * @param byRoot gradient of the loss by the roots
     * @param weight of the divergences
     */
    double[] gradient(double[] byRoot, int samples, double weight) {
        double[] gradient = new double[s.length];
        for (int j = 0; j < s.length; j++) {
            gradient[j] = weight * s.length * (StrictMath.exp(2 * s[j]) - 1);
            if (!clipped[j]) {
                gradient[j] += byRoot[j] * root(j) + weight * samples * (v[j] - 1);
            }
        }
        return gradient;
    }
}
