package sharelora.engine.fused;

/** x Wᵀ + b against packed frozen weights. */
record Linear(FusedTensor x, FusedTensor result, Gemm.Packed w) implements Note {

    static FusedTensor apply(Shard shard, FusedTensor x, Gemm.Packed w) {
        Matrix in = x.value(); // [N, in]
        if (in.columns() != w.in()) {
            throw new IllegalArgumentException("an input of " + in.columns() + " columns for weights of " + w.in());
        }
        Matrix y = shard.matrix(in.rows(), w.out()); // [N, out]
        w.forward(in, y);
        if (!x.tracked()) {
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.note(new Linear(x, result, w));
        return result;
    }

    @Override
    public void backward(Shard shard) {
        boolean add = x.hasGradient();
        w.backward(result.gradient(), x.openGradient(), add); // [N, in]
    }
}
