package sharelora.demo.drift;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Accuracy of predictions that were made before their records were learned (prequential), over the newest steps that
 * together hold at least so many records. Not thread-safe.
 */
final class SlidingWindow {

    private final int size;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long right;
    private long records;

    private record Step(int right, int records) {}

    /** @param size in records, at least 1 */
    SlidingWindow(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a window of " + size + " records, expected at least 1");
        }
        this.size = size;
    }

    /** Takes the next step in; steps that are no longer needed for the size go. */
    void add(int rightOfStep, int recordsOfStep) {
        steps.add(new Step(rightOfStep, recordsOfStep));
        right += rightOfStep;
        records += recordsOfStep;
        while (records - steps.getFirst().records() >= size) {
            Step oldest = steps.removeFirst();
            right -= oldest.right();
            records -= oldest.records();
        }
    }

    /** From 0 to 1; NaN where no record was seen. */
    double accuracy() {
        return records == 0 ? Double.NaN : (double) right / records;
    }
}
