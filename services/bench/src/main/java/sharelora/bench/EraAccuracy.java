package sharelora.bench;

import java.util.List;

/**
 * What a job keeps of earlier parts of its stream: accuracies on held-out records, 0 to 1, a number for each era.
 *
 * @param untouched of the base, before the first step
 * @param checkpoints after each era, in order
 */
public record EraAccuracy(List<Double> untouched, List<List<Double>> checkpoints) {}
