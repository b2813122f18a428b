package sharelora.evaluator.score;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/** A 95 % interval, both ends included. */
public record Interval(double low, double high) {

    private static final double LEVEL = 0.95;

    /**
     * Wilson's score interval of a proportion (Wilson 1927): unlike the textbook's, it never leaves [0, 1] and does not
     * collapse where all or none are right.
     *
     * @param hits of n
     * @param n at least 1
     */
    public static Interval wilson(int hits, int n) {
        ConfidenceInterval found = new WilsonScoreInterval().createInterval(n, hits, LEVEL);
        // Commons Math computes both ends in floating point, so that of no hits lies beside 0, that of nothing but hits
        // beside 1.
        return new Interval(hits == 0 ? 0 : found.getLowerBound(), Math.min(1, found.getUpperBound()));
    }
}
