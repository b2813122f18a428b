package sharelora.engine.fused;

/** x + y, in x's own memory. */
record Sum(FusedTensor x, FusedTensor y, FusedTensor result) implements Note {

    static FusedTensor apply(Shard shard, FusedTensor x, FusedTensor y) {
        Matrix other = y.value();
        Matrix sum = x.consume("add"); // [N, D]
        Rows.add(sum.address(), other.address(), sum.floats());
        if (!x.tracked() && !y.tracked()) {
            return shard.constant(sum);
        }
        FusedTensor result = shard.tracked(sum);
        shard.note(new Sum(x, y, result));
        return result;
    }

    @Override
    public void backward(Shard shard) {
        Matrix d = result.takeGradient(); // [N, D]
        y.receive(d.share());
        x.receive(d);
    }
}
