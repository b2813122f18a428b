package sharelora.console.model;

import java.util.ArrayList;
import java.util.List;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/**
 * All steps of a job in at most {@link #MOST} points: a point is the mean of as many steps as it takes. The points follow
 * from the steps alone, whenever and in however many parts these are read.
 */
final class StepSeries {

    /** Most points: a chart has no more columns than that. */
    static final int MOST = 512;

    private final double[] loss = new double[MOST];
    private final long[] correct = new long[MOST];
    private final long[] asked = new long[MOST];
    private final int[] skipped = new int[MOST];
    private final long[] last = new long[MOST];
    private long width = 1;

    /**
     * Some steps, one after the other.
     *
     * @param step the last of them
     * @param loss mean over all that was asked; NaN where nothing was learned
     * @param accuracy share of what was right before it was learned; NaN as above
     * @param skipped how many of them learned nothing, since loss or gradient was not finite
     */
    record Point(long step, double loss, double accuracy, int skipped) {}

    void add(TrainStep step) {
        while ((step.getStep() - 1) / width >= MOST) {
            halve();
        }
        int at = (int) Math.max(0, (step.getStep() - 1) / width);
        last[at] = Math.max(last[at], step.getStep());
        if (step.getStatus() == StepStatus.LEARNED) {
            int over = step.getAsked() > 0 ? step.getAsked() : step.getRecords();
            loss[at] += step.getLoss() * over;
            correct[at] += step.getCorrect();
            asked[at] += over;
        } else {
            skipped[at]++;
        }
    }

    private void halve() {
        for (int i = 0; i < MOST; i++) {
            int from = 2 * i;
            boolean there = from < MOST;
            loss[i] = there ? loss[from] + loss[from + 1] : 0;
            correct[i] = there ? correct[from] + correct[from + 1] : 0;
            asked[i] = there ? asked[from] + asked[from + 1] : 0;
            skipped[i] = there ? skipped[from] + skipped[from + 1] : 0;
            last[i] = there ? Math.max(last[from], last[from + 1]) : 0;
        }
        width *= 2;
    }

    /** In order; where no step was taken, or none is known any more, there is no point. */
    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            if (last[i] > 0) {
                points.add(new Point(last[i], loss[i] / asked[i], (double) correct[i] / asked[i], skipped[i]));
            }
        }
        return points;
    }
}
