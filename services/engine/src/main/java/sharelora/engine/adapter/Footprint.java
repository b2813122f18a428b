package sharelora.engine.adapter;

import sharelora.engine.model.config.ModelShape;
import sharelora.engine.parameter.MatrixSpec;

/**
 * What an adapter takes in bytes while it is trained and when it leaves; its head and the headers of files, a few kilobytes,
 * not counted. All numbers are float32.
 *
 * @param weights in memory, each shared matrix once, what is not trained too
 * @param gradients in memory, one buffer for each gradient shard
 * @param moments AdamW's two, in memory
 * @param state blob of a snapshot: weights and moments
 * @param exported PEFT folder: A and B of every layer, whoever shares them
 */
public record Footprint(long weights, long gradients, long moments, long state, long exported) {

    /**
     * The bytes, from the sizes of the base alone.
     *
     * @param gradientShards G, at least 1
     * @throws IllegalArgumentException where the base has no such target
     */
    public static Footprint of(ModelShape shape, AdapterSpec spec, int gradientShards) {
        Plan plan = spec.plan(shape);
        long all = plan.matrices().stream().mapToLong(MatrixSpec::size).sum();
        long trained = ParameterCount.of(shape, spec);
        return new Footprint(
                Float.BYTES * all,
                Float.BYTES * trained * gradientShards,
                Float.BYTES * trained * 2,
                Float.BYTES * (all + trained * 2),
                Float.BYTES * plan.exportedSize());
    }
}
