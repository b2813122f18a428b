package sharelora.evaluator.score;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The classes that occur; the others count in no metric.
 *
 * @param present their numbers, sorted
 */
record OccurringClasses(int[] present) {

    static OccurringClasses of(int[]... answers) {
        return new OccurringClasses(Stream.of(answers)
                .flatMapToInt(IntStream::of)
                .distinct()
                .sorted()
                .toArray());
    }

    /** Where each record counts in a confusion of these classes. */
    int[] cells(int[] targets, int[] predictions) {
        int[] cells = new int[targets.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = ConfusionMatrix.cell(
                    present.length,
                    Arrays.binarySearch(present, targets[i]),
                    Arrays.binarySearch(present, predictions[i]));
        }
        return cells;
    }

    ConfusionMatrix confusion(int[] cells) {
        return ConfusionMatrix.of(present.length, cells);
    }

    /** Of the records at these indices. */
    ConfusionMatrix confusion(int[] cells, int[] drawn) {
        int[] counts = new int[present.length * present.length];
        for (int i : drawn) {
            counts[cells[i]]++;
        }
        return new ConfusionMatrix(present.length, counts);
    }
}
