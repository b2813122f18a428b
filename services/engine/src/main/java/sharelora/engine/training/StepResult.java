package sharelora.engine.training;

/**
 * The result of one step.
 *
 * @param learned false where loss or gradient was not finite: no weight moved
 * @param loss mean over all targets, before the update
 * @param asked number of targets: classes, values or tokens
 * @param correct how many of them were predicted correctly before the update; 0 for values
 * @param gradientNorm before clipping
 * @param learningRate of this update; of the one that did not happen where nothing was learned
 */
public record StepResult(
        boolean learned, double loss, int asked, int correct, double gradientNorm, double learningRate) {}
