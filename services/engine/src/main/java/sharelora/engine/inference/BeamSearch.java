package sharelora.engine.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.inference.BeamCandidates.Candidate;

/**
 * Beam search from one prompt, with the length penalty and the stopping rule of Hugging Face transformers ({@code
 * BeamSearchScorer} with {@code early_stopping=False}); with one beam it is greedy search. The caller gives the logits of
 * every running text, and the search says which texts continue, and with which token.
 */
final class BeamSearch {

    private final int[] prompt;
    private final Decoding decoding;
    private final int longest;
    private final Follower follower;
    private List<Text> running;
    private final List<Text> finished = new ArrayList<>();

    /**
     * A continuation of the prompt.
     *
     * @param tokens those added to the prompt
     * @param score sum of the tokens' log-probabilities; once the text is finished, divided by its length to the power of the
     *     length penalty
     */
    private record Text(int[] tokens, double score) {

        Text with(Candidate candidate) {
            int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
            longer[tokens.length] = candidate.token();
            return new Text(longer, candidate.score());
        }
    }

    /** @param room how many positions of the model are left behind the prompt */
    BeamSearch(int[] prompt, Decoding decoding, int room) {
        this(prompt, decoding, room, Follower.NOBODY);
    }

    /** As the other, with somebody who may end the search. */
    BeamSearch(int[] prompt, Decoding decoding, int room, Follower follower) {
        this.prompt = prompt;
        this.decoding = decoding;
        this.follower = follower;
        this.longest = Math.min(decoding.longest(), room);
        this.running = longest < 1 ? List.of() : List.of(new Text(new int[0], 0));
        if (longest < 1) {
            finished.add(new Text(new int[0], 0));
        }
    }

    /** How many texts are running and need logits. */
    int lanes() {
        return running.size();
    }

    /**
     * Extends the running texts by one token.
     *
     * @param logits of the next token, for each running text; not changed
     * @return for each text that runs from now on, the text it extends and the token it adds; empty when the search is over
     */
    List<Candidate> advance(List<float[]> logits) {
        // Enough candidates to fill the beams even if every end token is among the best.
        BeamCandidates candidates =
                new BeamCandidates(Math.max(2, 1 + decoding.ends().size()) * decoding.beams());
        for (int beam = 0; beam < running.size(); beam++) {
            candidates.offer(beam, scores(running.get(beam), logits.get(beam)));
        }
        List<Candidate> continued = extend(candidates.ranked());
        if (continued.isEmpty() && finished.isEmpty()) { // every token is banned, or no logit is a number
            running.forEach(text -> finish(text.tokens, text.score, Math.max(1, text.tokens.length)));
        }
        running = continued.stream()
                .map(candidate -> running.get(candidate.beam()).with(candidate))
                .toList();
        if (!running.isEmpty() && (isEnded(logits) || running.getFirst().tokens.length == longest)) {
            running.forEach(text -> finish(text.tokens, text.score, text.tokens.length));
            running = List.of();
        }
        if (running.isEmpty() || isSettled()) {
            running = List.of();
            return List.of();
        }
        return continued;
    }

    /** Whether who follows the search has ended it. */
    private boolean isEnded(List<float[]> logits) {
        if (decoding.beams() > 1) {
            return !follower.goesOn();
        }
        int[] tokens = running.getFirst().tokens;
        return !follower.added(tokens[tokens.length - 1], logits.getFirst());
    }

    private List<Candidate> extend(List<Candidate> ranked) {
        List<Candidate> continued = new ArrayList<>();
        for (int rank = 0; rank < ranked.size() && continued.size() < decoding.beams(); rank++) {
            Candidate candidate = ranked.get(rank);
            Text text = running.get(candidate.beam());
            if (!decoding.ends().contains(candidate.token())) {
                continued.add(candidate);
            } else if (rank < decoding.beams()) {
                finish(text.tokens, candidate.score(), text.tokens.length + 1);
                if (decoding.beams() == 1) { // a greedy search has no other text to continue
                    return List.of();
                }
            }
        }
        return continued;
    }

    private void finish(int[] tokens, double score, int length) {
        finished.add(new Text(tokens, score / Math.pow(length, decoding.lengthPenalty())));
        finished.sort((one, other) -> Double.compare(other.score, one.score)); // stable: the first found stays first
        if (finished.size() > decoding.beams()) {
            finished.removeLast();
        }
    }

    /**
     * Whether the search can stop: all beams have finished texts, and even the best running text, scored at its present
     * length, is no better than the worst of them.
     */
    private boolean isSettled() {
        Text best = running.getFirst();
        double attainable = best.score / Math.pow(best.tokens.length, decoding.lengthPenalty());
        return finished.size() == decoding.beams() && finished.getLast().score >= attainable;
    }

    /** The best text: the tokens behind the prompt, without the one that ended it. */
    int[] best() {
        return finished.getFirst().tokens;
    }

    /** The text's log-probability with each token added; negative infinity where that would repeat an n-gram. */
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
