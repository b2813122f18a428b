package sharelora.engine.training;

/**
 * What one batch did.
 *
 * @param learned false where loss or gradient was not finite: no weight moved
 * @param loss mean over the batch, before the update
 * @param correct records whose class was right before the update
 * @param gradientNorm before clipping
 * @param learningRate of this update; of the one that did not happen where nothing was learned
 */
public record StepResult(boolean learned, double loss, int correct, double gradientNorm, double learningRate) {}
