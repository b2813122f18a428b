package sharelora.engine.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.inference.BeamCandidates.Candidate;

/**
 * Beam search from one prompt, as Hugging Face's {@code generate} does it without early stopping; with one beam, greedy
 * search. It is told the logits of every text it follows and says which go on, with which token.
 */
final class BeamSearch {

    private final int[] prompt;
    private final Decoding decoding;
    private final int longest;
    private List<Text> running;
    private final List<Text> finished = new ArrayList<>();

    /**
     * A text that is followed.
     *
     * @param tokens those added to the prompt
     * @param score sum of their log-probabilities; where it is finished, normalised by its length
     */
    private record Text(int[] tokens, double score) {

        Text with(Candidate candidate) {
            int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
            longer[tokens.length] = candidate.token();
            return new Text(longer, candidate.score());
        }
    }

    /** @param room tokens that there are positions for behind the prompt */
    BeamSearch(int[] prompt, Decoding decoding, int room) {
        this.prompt = prompt;
        this.decoding = decoding;
        this.longest = Math.min(decoding.longest(), room);
        this.running = longest < 1 ? List.of() : List.of(new Text(new int[0], 0));
        if (longest < 1) {
            finished.add(new Text(new int[0], 0));
        }
    }

    /** Texts that want logits. */
    int lanes() {
        return running.size();
    }

    /**
     * Goes on by one token.
     *
     * @param logits of the next token, for each text that is followed; not changed
     * @return the texts that are followed from now on: which they go on from and with which token; none: it is over
     */
    List<Candidate> advance(List<float[]> logits) {
        // So many that the beams are full even if all ends are among the best.
        BeamCandidates candidates =
                new BeamCandidates(Math.max(2, 1 + decoding.ends().size()) * decoding.beams());
        for (int beam = 0; beam < running.size(); beam++) {
            candidates.offer(beam, scores(running.get(beam), logits.get(beam)));
        }
        List<Candidate> going = goOn(candidates.ranked());
        if (going.isEmpty() && finished.isEmpty()) { // every token is banned, or no logit is a number
            running.forEach(text -> finish(text.tokens, text.score, Math.max(1, text.tokens.length)));
        }
        running = going.stream()
                .map(candidate -> running.get(candidate.beam()).with(candidate))
                .toList();
        if (!running.isEmpty() && running.getFirst().tokens.length == longest) {
            running.forEach(text -> finish(text.tokens, text.score, longest));
            running = List.of();
        }
        if (running.isEmpty() || isSettled()) {
            running = List.of();
            return List.of();
        }
        return going;
    }

    private List<Candidate> goOn(List<Candidate> ranked) {
        List<Candidate> going = new ArrayList<>();
        for (int rank = 0; rank < ranked.size() && going.size() < decoding.beams(); rank++) {
            Candidate candidate = ranked.get(rank);
            Text text = running.get(candidate.beam());
            if (!decoding.ends().contains(candidate.token())) {
                going.add(candidate);
            } else if (rank < decoding.beams()) {
                finish(text.tokens, candidate.score(), text.tokens.length + 1);
                if (decoding.beams() == 1) { // what else might have been said is nothing to a greedy search
                    return List.of();
                }
            }
        }
        return going;
    }

    private void finish(int[] tokens, double score, int length) {
        finished.add(new Text(tokens, score / Math.pow(length, decoding.lengthPenalty())));
        finished.sort((one, other) -> Double.compare(other.score, one.score)); // stable: the first found stays first
        if (finished.size() > decoding.beams()) {
            finished.removeLast();
        }
    }

    /** Whether nothing that is followed can, as long as it is now, be better than the worst that is kept. */
    private boolean isSettled() {
        Text best = running.getFirst();
        double attainable = best.score / Math.pow(best.tokens.length, decoding.lengthPenalty());
        return finished.size() == decoding.beams() && finished.getLast().score >= attainable;
    }

    /** The best text: the tokens behind the prompt, without the one that ended it. */
    int[] best() {
        return finished.getFirst().tokens;
    }

    /** Log-probability of the text with every token, negative infinity where it would repeat an n-gram. */
    private double[] scores(Text text, float[] logits) {
        double[] scores = new double[logits.length];
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = logits[i];
            top = Math.max(top, scores[i]);
        }
        if (decoding.beams() > 1) { // the order of one beam's tokens is that of their logits
            double partition = 0;
            for (double logit : scores) {
                partition += StrictMath.exp(logit - top);
            }
            double shift = text.score - top - StrictMath.log(partition);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += shift;
            }
        }
        ban(text, scores);
        return scores;
    }

    private void ban(Text text, double[] scores) {
        int size = decoding.noRepeat();
        int[] all = Arrays.copyOf(prompt, prompt.length + text.tokens.length);
        System.arraycopy(text.tokens, 0, all, prompt.length, text.tokens.length);
        for (int i = 0; size > 0 && i + size <= all.length; i++) {
            int last = all.length - size + 1; // where the n-gram begins that the next token completes
            if (Arrays.equals(all, i, i + size - 1, all, last, all.length)) {
                scores[all[i + size - 1]] = Double.NEGATIVE_INFINITY;
            }
        }
    }
}
