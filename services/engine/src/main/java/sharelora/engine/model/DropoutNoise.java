package sharelora.engine.model;

import sharelora.engine.ops.Dropout;
import sharelora.engine.parameter.RandomKey;

/** The dropout of one step: every site in the model has its own key, the same whenever the step is computed again. */
public final class DropoutNoise {

    /** No dropout anywhere. */
    public static final DropoutNoise NONE = new DropoutNoise(false, 0, 0);

    private final boolean on;
    private final long seed;
    private final long step;

    private DropoutNoise(boolean on, long seed, long step) {
        this.on = on;
        this.seed = seed;
        this.step = step;
    }

    public static DropoutNoise of(long seed, long step) {
        return new DropoutNoise(true, seed, step);
    }

    /** Dropout of that probability for one site of one layer. */
    public Dropout at(double probability, int layer, String site) {
        return on && probability > 0
                ? new Dropout(probability, RandomKey.of(seed, "dropout " + site, step, layer))
                : Dropout.NONE;
    }
}
