package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * A figure over records, in no more than {@value #MOST} points: where they become too many, every second one goes, and so
 * does every second one that comes after. The newest point always counts. Not thread-safe.
 */
final class Curve {

    private static final int MOST = 500;

    private List<DriftReport.Point> kept = new ArrayList<>();
    private DriftReport.Point newest;
    private long stride = 1;
    private long seen;

    void add(long records, double accuracy) {
        newest = new DriftReport.Point(records, accuracy);
        if (seen++ % stride == 0) {
            kept.add(newest);
        }
        if (kept.size() >= MOST) {
            stride *= 2;
            List<DriftReport.Point> every = new ArrayList<>();
            for (int i = 0; i < kept.size(); i += 2) {
                every.add(kept.get(i));
            }
            kept = every;
        }
    }

    /** Oldest first. */
    List<DriftReport.Point> points() {
        List<DriftReport.Point> points = new ArrayList<>(kept);
        if (newest != null && !points.getLast().equals(newest)) {
            points.add(newest);
        }
        return points;
    }
}
