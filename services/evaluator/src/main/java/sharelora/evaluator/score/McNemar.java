package sharelora.evaluator.score;

import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import sharelora.models.suite.PairedAnswers;
import sharelora.schemas.Difference;
import sharelora.schemas.MetricName;

/**
 * The test of McNemar (1947) on two subjects' right and wrong answers to the same records.
 *
 * @param pairs the candidate's beside the other's
 */
record McNemar(PairedAnswers pairs) {

    private static final String ID = "mcnemar";

    static McNemar of(int[] targets, int[] candidate, int[] other) {
        return new McNemar(PairedAnswers.of(targets, candidate, other));
    }

    /** Of which records each has right. */
    static McNemar of(boolean[] candidate, boolean[] other) {
        return new McNemar(PairedAnswers.of(candidate, other));
    }

    /** As a result says it of a share of records that are right. */
    Difference difference(MetricName name) {
        return new Difference(name.id(), pairs.difference(), pairs.low(), pairs.high(), pairs.n(), ID, p());
    }

    /** Exact two-sided test that neither is better: how often a fair coin falls at least as unevenly. */
    double p() {
        // Twice the one tail, as the coin is fair: the library's two-sided test counts a middle twice and exceeds 1
        // there.
        double tail = new BinomialTest()
                .binomialTest(
                        pairs.gained() + pairs.lost(),
                        Math.min(pairs.gained(), pairs.lost()),
                        0.5,
                        AlternativeHypothesis.LESS_THAN);
        return Math.min(1, 2 * tail);
    }
}
