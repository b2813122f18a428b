package sharelora.evaluator.score;

import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import sharelora.schemas.Difference;
import sharelora.schemas.MetricName;

/**
 * Two subjects' right and wrong answers to the same records. Only records that one has right and the other has wrong say
 * anything about their difference (McNemar 1947).
 *
 * @param gained records that the candidate alone has right
 * @param lost records that the other alone has right
 * @param n all records, at least 1
 */
record McNemar(int gained, int lost, int n) {

    private static final String ID = "mcnemar";

    static McNemar of(int[] targets, int[] candidate, int[] other) {
        return of(right(targets, candidate), right(targets, other));
    }

    /** Of which records each has right. */
    static McNemar of(boolean[] candidate, boolean[] other) {
        int gained = 0;
        int lost = 0;
        for (int i = 0; i < candidate.length; i++) {
            gained += candidate[i] && !other[i] ? 1 : 0;
            lost += !candidate[i] && other[i] ? 1 : 0;
        }
        return new McNemar(gained, lost, candidate.length);
    }

    private static boolean[] right(int[] targets, int[] answers) {
        boolean[] right = new boolean[targets.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = answers[i] == targets[i];
        }
        return right;
    }

    /** As a result says it of a share of records that are right. */
    Difference difference(MetricName name) {
        Interval interval = interval();
        return new Difference(name.id(), difference(), interval.low(), interval.high(), n, ID, p());
    }

    /** The difference of the two accuracies. */
    double difference() {
        return (double) (gained - lost) / n;
    }

    /**
     * Its 95 % interval after Bonett and Price (2012): Wald's with one record added to either side, so that it has a width
     * where all differ alike, or none differs.
     */
    Interval interval() {
        double up = (gained + 1.0) / (n + 2.0);
        double down = (lost + 1.0) / (n + 2.0);
        double centre = up - down;
        double margin = Interval.Z * Math.sqrt((up + down - centre * centre) / (n + 2.0));
        return new Interval(Math.max(-1, centre - margin), Math.min(1, centre + margin));
    }

    /** Exact two-sided test that neither is better: how often a fair coin falls at least as unevenly. */
    double p() {
        // Twice the one tail, as the coin is fair: the library's two-sided test counts a middle twice and exceeds 1
        // there.
        double tail = new BinomialTest()
                .binomialTest(gained + lost, Math.min(gained, lost), 0.5, AlternativeHypothesis.LESS_THAN);
        return Math.min(1, 2 * tail);
    }
}
