package sharelora.engine.ops;

/**
 * What a loss operation found, row by row; the arrays are its own, not to be changed.
 *
 * @param losses of M rows, unweighted
 * @param correct whether a row's target was the most likely one; ties go to the lowest
 */
public record RowLosses(double[] losses, boolean[] correct) {

    /** All rows together, added in their order. */
    public Loss total() {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < losses.length; i++) {
            sum += losses[i];
            count += correct[i] ? 1 : 0;
        }
        return new Loss(sum, count);
    }
}
