package sharelora.evaluator.score;

import org.nd4j.evaluation.EvaluationUtils;

/**
 * Counts of (true class, predicted class), and the metrics that follow from them. Not thread-safe.
 *
 * <p>{@link org.nd4j.evaluation.classification.Evaluation} averages differently from what people expect of the names:
 * with two classes its F1 is that of class 1 alone; with more, a class that is never predicted or never true is left out
 * of the mean, so that a model which always says the same looks good; its MCC is a mean of binary ones, not a number
 * where a class is absent. So per-class figures come from its {@link EvaluationUtils}, and the averages are those of
 * scikit-learn.
 */
final class ConfusionMatrix {

    private final int classes;
    private final int[] counts;

    /** @param counts [C, C]: row true class, column predicted class; kept, not copied */
    ConfusionMatrix(int classes, int[] counts) {
        this.classes = classes;
        this.counts = counts;
    }

    /** @param cells of the records, see {@link #cell} */
    static ConfusionMatrix of(int classes, int[] cells) {
        int[] counts = new int[classes * classes];
        for (int cell : cells) {
            counts[cell]++;
        }
        return new ConfusionMatrix(classes, counts);
    }

    /** Where a record of this true and this predicted class counts. */
    static int cell(int classes, int target, int prediction) {
        return target * classes + prediction;
    }

    int correct() {
        int correct = 0;
        for (int c = 0; c < classes; c++) {
            correct += count(c, c);
        }
        return correct;
    }

    /**
     * Unweighted mean of the classes' F1 over those that are true or predicted at least once; 0 for a class that is only
     * one of the two.
     */
    double macroF1() {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < classes; c++) {
            long hits = count(c, c);
            long predicted = predicted(c);
            long actual = actual(c);
            if (predicted + actual > 0) {
                double precision = EvaluationUtils.precision(hits, predicted - hits, 0);
                double recall = EvaluationUtils.recall(hits, actual - hits, 0);
                sum += EvaluationUtils.fBeta(1, precision, recall);
                present++;
            }
        }
        return present == 0 ? 0 : sum / present;
    }

    /**
     * Matthews' correlation coefficient for any number of classes (Gorodkin 2004, R_K); for two it is the usual one. 0
     * where all records are of one class or all predictions are.
     */
    double mcc() {
        double n = 0;
        double agreement = 0;
        double squaredPredicted = 0;
        double squaredActual = 0;
        for (int c = 0; c < classes; c++) {
            double predicted = predicted(c);
            double actual = actual(c);
            n += actual;
            agreement += predicted * actual;
            squaredPredicted += predicted * predicted;
            squaredActual += actual * actual;
        }
        double scale = Math.sqrt((n * n - squaredPredicted) * (n * n - squaredActual));
        return scale == 0 ? 0 : (correct() * n - agreement) / scale;
    }

    private int count(int target, int prediction) {
        return counts[target * classes + prediction];
    }

    private int actual(int target) {
        int sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += count(target, c);
        }
        return sum;
    }

    private int predicted(int prediction) {
        int sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += count(c, prediction);
        }
        return sum;
    }
}
