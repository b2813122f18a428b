package sharelora.engine.drift;

/**
 * That the mean of a figure has become larger.
 *
 * @param before mean of the older values
 * @param after mean of the newer ones
 */
public record Rise(double before, double after) {}
