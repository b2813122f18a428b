package sharelora.engine.fused;

import sharelora.engine.ops.FrozenNorm;

/**
 * Gain and bias of a layer norm in padded rows.
 *
 * @param numbers [2, D]: gain, bias
 */
record FusedNorm(Stored numbers, double epsilon) implements FrozenNorm {

    @Override
    public int columns() {
        return numbers.matrix().columns();
    }

    long gain() {
        return numbers.matrix().row(0);
    }

    long bias() {
        return numbers.matrix().row(1);
    }
}
