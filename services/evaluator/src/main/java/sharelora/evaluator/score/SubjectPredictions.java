package sharelora.evaluator.score;

/**
 * What one subject answered to n records.
 *
 * @param predictions predicted classes
 * @param losses cross-entropies; none where they were not kept
 */
public record SubjectPredictions(int[] predictions, double[] losses) {

    boolean hasLosses() {
        return losses.length == predictions.length;
    }

    /** Of the records at these indices; not a number where losses were not kept. */
    double meanLoss(int[] drawn) {
        if (!hasLosses()) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i : drawn) {
            sum += losses[i];
        }
        return sum / drawn.length;
    }
}
