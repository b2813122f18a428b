package sharelora.engine.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Collects the continuations with the highest scores. Ties go to the lower beam, then to the lower token. */
final class BeamCandidates {

    private static final Comparator<Candidate> WORST_FIRST = Comparator.comparingDouble(Candidate::score)
            .thenComparing(Comparator.comparingInt(Candidate::beam).reversed())
            .thenComparing(Comparator.comparingInt(Candidate::token).reversed());

    private final int most;
    private final PriorityQueue<Candidate> best = new PriorityQueue<>(WORST_FIRST);

    /**
     * A token that may extend a beam.
     *
     * @param beam index of the text that it extends
     * @param score log-probability of the whole text
     */
    record Candidate(int beam, int token, double score) {}

    BeamCandidates(int most) {
        this.most = most;
    }

    /** Offers every token, in ascending order, for one beam. A token whose score is negative infinity is banned. */
    void offer(int beam, double[] scores) {
        for (int token = 0; token < scores.length; token++) {
            boolean better = best.size() < most || scores[token] > best.element().score;
            if (better && scores[token] > Double.NEGATIVE_INFINITY) {
                best.add(new Candidate(beam, token, scores[token]));
                if (best.size() > most) {
                    best.remove();
                }
            }
        }
    }

    /** Best first. */
    List<Candidate> ranked() {
        List<Candidate> ranked = new ArrayList<>(best);
        ranked.sort(WORST_FIRST.reversed());
        return ranked;
    }
}
