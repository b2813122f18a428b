package sharelora.trainer;

import java.util.ArrayDeque;
import java.util.Deque;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/** The last learned steps, for means that vary less than a single batch does. Not thread-safe. */
final class RecentSteps {

    private static final int MOST = 32;
    private static final double WINDOW_SECONDS = 10;

    /** @param asked number of predictions that the loss is the mean over and that {@code correct} is a part of */
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

    /** Mean loss over all predictions of these steps; NaN before the first step. */
    double loss() {
        return steps.stream().mapToDouble(step -> step.loss() * step.asked()).sum() / asked();
    }

    /** Share of predictions that were right before their batch was learned; NaN before the first step. */
    double accuracy() {
        return steps.stream().mapToDouble(Seen::correct).sum() / asked();
    }

    /** Records per second over the last ten seconds, or since the first step if that is less. */
    double recordsPerSecond(long nowNanos) {
        double records = 0;
        double oldest = 0;
        for (Seen step : steps) {
            double age = (nowNanos - step.nanos()) / 1e9;
            if (age <= WINDOW_SECONDS) {
                // The oldest step in the window only marks its beginning: it was learned before that.
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
