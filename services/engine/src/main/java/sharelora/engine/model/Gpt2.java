package sharelora.engine.model;

import sharelora.engine.model.config.Gpt2Config;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Tensor;

/**
 * GPT-2 (Radford et al. 2019: pre-norm, learned positions), frozen, with an adapter applied at each of its six projections.
 * Query, key and value are three of them, and all together a seventh, as Hugging Face keeps them in one matrix.
 */
record Gpt2(Gpt2Config config, Gpt2Weights weights) implements Network {

    private static final int EMBEDDING = -1;

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public Tensor embedded(ForwardContext pass) {
        Tensor x = pass.ops().embed(weights.word(), weights.position(), pass.sequences()); // [N, D]
        return drop(pass, x, config.dropouts().embedding(), EMBEDDING, "embedding"); // [N, D]
    }

    @Override
    public Tensor mix(ForwardContext pass, Adapter adapter, int layer, Tensor x) {
        Ops ops = pass.ops();
        Gpt2Weights.Layer w = weights.layers().get(layer);
        int hidden = config.hidden();
        Tensor in = ops.norm(x, w.attentionNorm()); // [N, D]
        Tensor qkv = ops.linear(in, w.queryKeyValue()); // [N, 3 D]
        qkv = adapter.add(pass, layer, "query", in, qkv, 0); // [N, 3 D]
        qkv = adapter.add(pass, layer, "key", in, qkv, hidden); // [N, 3 D]
        qkv = adapter.add(pass, layer, "value", in, qkv, 2 * hidden); // [N, 3 D]
        qkv = adapter.add(pass, layer, ModelShape.FUSED, in, qkv, 0); // [N, 3 D]
        AttentionShape shape = AttentionShape.causal(config.heads(), config.heads());
        return pass.attend(qkv, shape, config.dropouts().attention(), layer); // [N, D]
    }

    @Override
    public Tensor finish(ForwardContext pass, Adapter adapter, int layer, Tensor mixed, Tensor x) {
        Gpt2Weights.Layer w = weights.layers().get(layer);
        Tensor y = attended(pass, adapter, w, layer, mixed, x); // [M, D]
        return feedForward(pass, adapter, w, layer, y); // [M, D]
    }

    @Override
    public Tensor last(ForwardContext pass, Tensor x) {
        return pass.ops().norm(x, weights.lastNorm()); // [M, D]
    }

    private Tensor attended(
            ForwardContext pass, Adapter adapter, Gpt2Weights.Layer w, int layer, Tensor mixed, Tensor x) {
        Ops ops = pass.ops();
        Tensor y = ops.linear(mixed, w.output()); // [N, D]
        y = adapter.add(pass, layer, "output", mixed, y, 0); // [N, D]
        return ops.add(drop(pass, y, config.dropouts().residual(), layer, "output"), x); // [N, D]
    }

    private Tensor feedForward(ForwardContext pass, Adapter adapter, Gpt2Weights.Layer w, int layer, Tensor x) {
        Ops ops = pass.ops();
        Tensor in = ops.norm(x, w.feedForwardNorm()); // [N, D]
        Tensor inner = ops.linear(in, w.up()); // [N, F]
        inner = adapter.add(pass, layer, "up", in, inner, 0); // [N, F]
        inner = ops.geluTanh(inner); // [N, F]
        Tensor y = ops.linear(inner, w.down()); // [N, D]
        y = adapter.add(pass, layer, "down", inner, y, 0); // [N, D]
        return ops.add(drop(pass, y, config.dropouts().residual(), layer, "down"), x); // [N, D]
    }

    private static Tensor drop(ForwardContext pass, Tensor x, double probability, int layer, String place) {
        return pass.drop(x, pass.base().at(probability, layer, place)); // [N, D]
    }
}
