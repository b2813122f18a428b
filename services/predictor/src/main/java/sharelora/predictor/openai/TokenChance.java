package sharelora.predictor.openai;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A token with its natural log-probability, and the likeliest that could have been in its place.
 *
 * @param top best first; ties go to the lower token
 */
record TokenChance(int token, double logProbability, List<TokenChance> top) {

    private static final Comparator<TokenChance> WORST_FIRST = Comparator.comparingDouble(TokenChance::logProbability)
            .thenComparing(Comparator.comparingInt(TokenChance::token).reversed());

    /**
     * The chance of that token.
     *
     * @param logits [V] of all tokens
     * @param most how many of the likeliest are told
     */
    static TokenChance of(int token, float[] logits, int most) {
        double top = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            top = Math.max(top, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - top);
        }
        double shift = top + StrictMath.log(sum);
        return new TokenChance(token, logits[token] - shift, most == 0 ? List.of() : best(logits, shift, most));
    }

    private static List<TokenChance> best(float[] logits, double shift, int most) {
        PriorityQueue<TokenChance> best = new PriorityQueue<>(WORST_FIRST);
        for (int token = 0; token < logits.length; token++) {
            double each = logits[token] - shift;
            if (best.size() < most || each > best.element().logProbability()) {
                best.add(new TokenChance(token, each, List.of()));
                if (best.size() > most) {
                    best.remove();
                }
            }
        }
        List<TokenChance> ranked = new ArrayList<>(best);
        ranked.sort(WORST_FIRST.reversed());
        return List.copyOf(ranked);
    }
}
