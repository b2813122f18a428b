package sharelora.engine.fused.kernels;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.memory.Lanes;

/**
 * The kernel of a running average on two stretches of memory, given by the addresses of their first numbers. A number's bits
 * do not depend on where it lies in its stretch.
 */
public record AverageUpdate(long slow, long fast) {

    /** Averages {@code count} numbers: slow += share · (fast - slow), the product and the sum rounded once. */
    public void run(int count, double share) {
        float part = (float) share;
        FloatVector parts = Lanes.fill(part);
        int whole = count - count % Lanes.COUNT;
        for (int j = 0; j < whole; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector before = Lanes.load(slow + at);
            Lanes.store(slow + at, Lanes.load(fast + at).sub(before).fma(parts, before));
        }
        for (int j = whole; j < count; j++) { // behind these may lie other numbers, which are not averaged
            long at = (long) j * Float.BYTES;
            float before = Lanes.get(slow + at);
            Lanes.set(slow + at, Math.fma(Lanes.get(fast + at) - before, part, before));
        }
    }
}
