package sharelora.engine.drift;

/**
 * What a batch showed before it was learned; all finite.
 *
 * @param loss mean loss of its new records
 * @param error share of its answers that were wrong, from 0 to 1; of no meaning where the task has values for targets
 * @param gradientNorm norm of the gradient of that loss
 */
public record Figures(double loss, double error, double gradientNorm) {

    double of(Figure figure) {
        return switch (figure) {
            case LOSS -> loss;
            case ERROR -> error;
        };
    }
}
