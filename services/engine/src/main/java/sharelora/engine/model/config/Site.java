package sharelora.engine.model.config;

/**
 * A place where an adapter may add.
 *
 * @param layer from 0
 * @param projection one of {@link ModelShape#PROJECTIONS}
 */
public record Site(int layer, String projection) {}
