package sharelora.engine.fused;

/** tanh x in float64: it stands in heads, where there are few numbers. The forward pass leaves 1 - tanh² x behind. */
record Tanh(FusedTensor x, FusedTensor result, Matrix derivative) implements Note {

    static FusedTensor apply(Shard shard, FusedTensor x) {
        Matrix z = x.consume("tanh");
        Matrix y = shard.matrix(z.rows(), z.columns());
        for (long j = 0; j < z.floats() * Float.BYTES; j += Float.BYTES) {
            double value = StrictMath.tanh(Lanes.get(z.address() + j));
            Lanes.set(y.address() + j, (float) value);
            Lanes.set(z.address() + j, (float) (1 - value * value));
        }
        if (!x.tracked()) {
            shard.release(z);
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.note(new Tanh(x, result, z));
        return result;
    }

    @Override
    public void backward(Shard shard) {
        Matrix dx = result.takeGradient(); // [S, D]
        Rows.multiply(dx.address(), derivative.address(), dx.floats());
        x.receive(dx);
    }
}
