package sharelora.engine.model.config;

/**
 * A place in the model where an adapter can be applied.
 *
 * @param layer from 0
 * @param projection one of {@link ModelShape#PROJECTIONS}
 */
public record Site(int layer, String projection) {}
