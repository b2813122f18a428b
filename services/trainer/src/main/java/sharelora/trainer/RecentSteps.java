package sharelora.trainer;

import java.util.ArrayDeque;
import java.util.Deque;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/** The last learned steps, for figures that a single batch would make jump. One thread at a time may use it. */
final class RecentSteps {

    private static final int MOST = 32;
    private static final double WINDOW_SECONDS = 10;

    /** @param asked what loss is the mean over, and correct counts among */
    private record Seen(int records, int asked, int correct, double loss, long nanos) {}

    private final Deque<Seen> steps = new ArrayDeque<>();

    void add(TrainStep step, long nowNanos) {
        if (step.getStatus() == StepStatus.LEARNED) {
            int asked = step.getAsked() == 0 ? step.getRecords() : step.getAsked();
            steps.addLast(new Seen(step.getRecords(), asked, step.getCorrect(), step.getLoss(), nowNanos));
            if (steps.size() > MOST) {
                steps.removeFirst();
            }
        }
    }

    /** Mean loss over all that they asked; NaN where there are none. */
    double loss() {
        return steps.stream().mapToDouble(step -> step.loss() * step.asked()).sum() / asked();
    }

    /** Share of all that they asked that was right before it was learned; NaN where there are none. */
    double accuracy() {
        return steps.stream().mapToDouble(Seen::correct).sum() / asked();
    }

    /** Records per second over the last ten seconds, or over fewer while there are only so many. */
    double recordsPerSecond(long nowNanos) {
        double records = 0;
        double oldest = 0;
        for (Seen step : steps) {
            double age = (nowNanos - step.nanos()) / 1e9;
            if (age <= WINDOW_SECONDS) {
                // The first in the window began it: it was learned before.
                records += oldest == 0 ? 0 : step.records();
                oldest = Math.max(oldest, age);
            }
        }
        return oldest == 0 ? 0 : records / oldest;
    }

    private double asked() {
        return steps.stream().mapToDouble(Seen::asked).sum();
    }
}
