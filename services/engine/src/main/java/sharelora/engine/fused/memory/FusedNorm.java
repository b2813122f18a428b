package sharelora.engine.fused.memory;

import sharelora.engine.ops.FrozenNorm;

/**
 * Gain and bias of a norm in padded rows.
 *
 * @param numbers [2, D]: gain, bias
 * @param centred false for an RMS norm, which is a layer norm without subtracting the mean
 */
public record FusedNorm(FrozenRows numbers, double epsilon, boolean centred) implements FrozenNorm {

    @Override
    public int columns() {
        return numbers.matrix().columns();
    }

    public long gain() {
        return numbers.matrix().row(0);
    }

    public long bias() {
        return numbers.matrix().row(1);
    }
}
