package sharelora.evaluator.score;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.schemas.Metric;

/** From predictions to the metrics of a result: accuracy, macro-f1, mcc and loss, in that order. */
public final class Scores {

    private Scores() {}

    /**
     * Accuracy has Wilson's interval; macro F1 and MCC the bootstrap's; loss has none, as only its sum is kept. Classes
     * that are neither true nor predicted count in none of them.
     *
     * @param targets true classes, n of them
     * @param predictions predicted classes, n of them
     * @param lossSum of the n records' cross-entropies
     * @return empty where there is no record
     */
    public static List<Metric> of(int[] targets, int[] predictions, double lossSum) {
        int n = targets.length;
        if (predictions.length != n) {
            throw new IllegalArgumentException(predictions.length + " predictions, expected " + n);
        }
        if (n == 0) {
            return List.of();
        }
        int[] present = IntStream.concat(IntStream.of(targets), IntStream.of(predictions))
                .distinct()
                .sorted()
                .toArray();
        int[] cells = new int[n];
        for (int i = 0; i < n; i++) {
            cells[i] = Confusion.cell(
                    present.length,
                    Arrays.binarySearch(present, targets[i]),
                    Arrays.binarySearch(present, predictions[i]));
        }
        Confusion confusion = Confusion.of(present.length, cells);
        List<Interval> intervals =
                Bootstrap.intervals(present.length, cells, List.of(Confusion::macroF1, Confusion::mcc));
        int correct = confusion.correct();
        return List.of(
                metric("accuracy", (double) correct / n, Interval.wilson(correct, n), n),
                metric("macro-f1", confusion.macroF1(), intervals.get(0), n),
                metric("mcc", confusion.mcc(), intervals.get(1), n),
                new Metric("loss", lossSum / n, null, null, n));
    }

    private static Metric metric(String name, double value, Interval interval, int n) {
        return new Metric(name, value, interval.low(), interval.high(), n);
    }
}
