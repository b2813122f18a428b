package sharelora.engine.adapter;

import sharelora.engine.model.config.ModelShape;
import sharelora.engine.parameter.MatrixSpec;

/** How many numbers an adapter trains: shared ones once, head not counted. */
public final class ParameterCount {

    private ParameterCount() {}

    /**
     * The count, from the sizes of the base alone.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    public static long of(ModelShape shape, AdapterSpec spec) {
        return spec.plan(shape).matrices().stream()
                .filter(MatrixSpec::trained)
                .mapToLong(MatrixSpec::size)
                .sum();
    }
}
