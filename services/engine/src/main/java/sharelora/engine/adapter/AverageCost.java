package sharelora.engine.adapter;

import sharelora.engine.model.config.ModelShape;

/**
 * What a running average of an adapter takes beside its {@link Footprint}, in bytes; the head is not counted.
 *
 * @param state in memory and in the blob of a snapshot: one float32 for each trained number
 * @param step read and written at every update: the average, what it follows, and the average again
 */
public record AverageCost(long state, long step) {

    /**
     * The bytes, from the sizes of the base alone.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    public static AverageCost of(ModelShape shape, AdapterSpec spec) {
        long copy = Float.BYTES * ParameterCount.of(shape, spec);
        return new AverageCost(copy, 3 * copy);
    }
}
