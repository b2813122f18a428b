package sharelora.engine.training;

/**
 * What one batch did.
 *
 * @param learned false where loss or gradient was not finite: no weight moved
 * @param loss mean over what was asked, before the update
 * @param asked classes or values of records, or tokens that were to be said
 * @param correct how many of them were right before the update; none of values
 * @param gradientNorm before clipping
 * @param learningRate of this update; of the one that did not happen where nothing was learned
 */
public record StepResult(
        boolean learned, double loss, int asked, int correct, double gradientNorm, double learningRate) {}
