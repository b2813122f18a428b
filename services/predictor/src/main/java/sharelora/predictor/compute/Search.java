package sharelora.predictor.compute;

/**
 * How texts go on.
 *
 * @param beams 1: by greedy search, always the likeliest token
 * @param lengthPenalty of a search with more beams, as Hugging Face transformers have it
 */
public record Search(int beams, double lengthPenalty) {

    /** Always the likeliest token. */
    public static final Search GREEDY = new Search(1, 1);
}
