package sharelora.evaluator.score;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The classes that occur; the others count in no metric.
 *
 * @param present their numbers, sorted
 */
record Classes(int[] present) {

    static Classes of(int[]... answers) {
        return new Classes(Stream.of(answers)
                .flatMapToInt(IntStream::of)
                .distinct()
                .sorted()
                .toArray());
    }

    /** Where each record counts in a confusion of these classes. */
    int[] cells(int[] targets, int[] predictions) {
        int[] cells = new int[targets.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Confusion.cell(
                    present.length,
                    Arrays.binarySearch(present, targets[i]),
                    Arrays.binarySearch(present, predictions[i]));
        }
        return cells;
    }

    Confusion confusion(int[] cells) {
        return Confusion.of(present.length, cells);
    }

    /** Of the records at these indices. */
    Confusion confusion(int[] cells, int[] drawn) {
        int[] counts = new int[present.length * present.length];
        for (int i : drawn) {
            counts[cells[i]]++;
        }
        return new Confusion(present.length, counts);
    }
}
