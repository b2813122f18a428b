package sharelora.engine.model.config;

/**
 * A place in the model where an adapter can be applied.
 *
 * @param layer from 0
 * @param projection one of {@link ModelShape#PROJECTIONS}, or {@link #LAYER}
 */
public record Site(int layer, String projection) {

    /** The way around a whole layer. */
    public static final String LAYER = "layer";
}
