package sharelora.evaluator.score;

/** A 95 % interval, both ends included. */
public record Interval(double low, double high) {

    /** The normal distribution's 97.5 % quantile. */
    static final double Z = 1.959963984540054;

    /**
     * Wilson's score interval of a proportion (Wilson 1927): unlike the textbook's, it never leaves [0, 1] and does not
     * collapse where all or none are right.
     *
     * @param hits of n
     * @param n at least 1
     */
    public static Interval wilson(int hits, int n) {
        double p = (double) hits / n;
        double spread = Z * Z / n;
        double centre = p + spread / 2;
        double margin = Z * Math.sqrt(p * (1 - p) / n + spread / (4.0 * n));
        double scale = 1 + spread;
        return new Interval(Math.max(0, (centre - margin) / scale), Math.min(1, (centre + margin) / scale));
    }
}
