package sharelora.predictor.compute;

import java.util.List;

/** What an adapter says of one query. */
public sealed interface Answer {

    /**
     * A class.
     *
     * @param label the likeliest; of equals the first
     * @param labels all of them in the order of the head's rows
     * @param probabilities theirs, which add up to 1
     */
    record Classified(String label, List<String> labels, List<Double> probabilities) implements Answer {}

    /** A number. */
    record Scored(double score) implements Answer {}

    /**
     * How a text goes on.
     *
     * @param tokens how many were generated
     * @param logProbability of these tokens, natural logarithm
     */
    record Generated(String text, int tokens, double logProbability) implements Answer {}

    /**
     * Nothing, for this adapter's base can never take the query, or says no number.
     *
     * @param reason as dead letters spell it
     * @param detail what was found and what was expected
     */
    record Refused(String reason, String detail) implements Answer {}
}
