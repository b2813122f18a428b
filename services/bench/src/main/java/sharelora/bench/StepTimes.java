package sharelora.bench;

import java.util.List;
import java.util.Map;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuner;

/**
 * The times of steps on one batch.
 *
 * @param millis of a step
 * @param firstMillis of the very first one, before anything is compiled
 * @param heapBytes that one step allocated on the Java heap
 * @param shares of CPU time by operation; null where not asked for
 */
record StepTimes(Quartiles millis, double firstMillis, long heapBytes, Map<String, Double> shares) {

    /**
     * Takes the steps and measures them.
     *
     * @param warmUp steps before any is measured, so that the compiler has done its work
     */
    static StepTimes measure(FineTuner tuner, PackedBatch batch, int warmUp, int steps, boolean profiled) {
        double first = step(tuner, batch);
        for (int i = 1; i < warmUp; i++) {
            step(tuner, batch);
        }
        try (OperationProfile profile = profiled ? OperationProfile.start() : null) {
            double[] millis = new double[steps];
            long before = ProcessMemory.allocated();
            for (int i = 0; i < steps; i++) {
                millis[i] = step(tuner, batch);
            }
            long allocated = ProcessMemory.allocated() - before;
            return new StepTimes(
                    Quartiles.of(millis), first, allocated / steps, profile == null ? null : profile.shares());
        }
    }

    /** One step. @return milliseconds */
    static double step(FineTuner tuner, PackedBatch batch) {
        Consumed consumed = new Consumed(tuner.progress().nextOffset() + 1, batch.records(), List.of(), List.of());
        long began = System.nanoTime();
        tuner.step(batch, Workload.labels(batch.targets().task()), consumed);
        return (System.nanoTime() - began) / 1e6;
    }
}
