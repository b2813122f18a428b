package sharelora.engine.model;

import sharelora.engine.model.config.LlamaConfig;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Tensor;

/**
 * LLaMA (Touvron et al. 2023: RMS norm before each block, RoPE, SwiGLU, grouped-query attention), frozen, with an adapter applied at each of its seven projections.
 */
record Llama(LlamaConfig config, LlamaWeights weights) implements Network {

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public Tensor embedded(ForwardContext pass) {
        return pass.ops().embed(weights.word(), pass.sequences()); // [N, D]
    }

    @Override
    public Tensor mix(ForwardContext pass, Adapter adapter, int layer, Tensor x) {
        Ops ops = pass.ops();
        LlamaWeights.Layer w = weights.layers().get(layer);
        AttentionShape shape = AttentionShape.causal(config.heads(), config.keyValueHeads());
        int width = config.headWidth();
        Tensor in = ops.norm(x, w.attentionNorm()); // [N, D]
        Tensor qkv = ops.linear(in, w.queryKeyValue()); // [N, blocks K]
        qkv = adapter.add(pass, layer, "query", in, qkv, 0); // [N, blocks K]
        qkv = adapter.add(pass, layer, "key", in, qkv, shape.keyBlock(0) * width); // [N, blocks K]
        qkv = adapter.add(pass, layer, "value", in, qkv, shape.valueBlock(0) * width); // [N, blocks K]
        qkv = ops.rotate(qkv, weights.angles(), pass.sequences(), shape); // [N, blocks K]
        return pass.attend(qkv, shape, config.attentionDropout(), layer); // [N, D]
    }

    @Override
    public Tensor finish(ForwardContext pass, Adapter adapter, int layer, Tensor mixed, Tensor x) {
        LlamaWeights.Layer w = weights.layers().get(layer);
        Tensor y = attended(pass, adapter, w, layer, mixed, x); // [M, D]
        return feedForward(pass, adapter, w, layer, y); // [M, D]
    }

    @Override
    public Tensor last(ForwardContext pass, Tensor x) {
        return pass.ops().norm(x, weights.lastNorm()); // [M, D]
    }

    private Tensor attended(
            ForwardContext pass, Adapter adapter, LlamaWeights.Layer w, int layer, Tensor mixed, Tensor x) {
        Ops ops = pass.ops();
        Tensor y = ops.linear(mixed, w.output()); // [N, D]
        y = adapter.add(pass, layer, "output", mixed, y, 0); // [N, D]
        return ops.add(y, x); // [N, D]
    }

    private Tensor feedForward(ForwardContext pass, Adapter adapter, LlamaWeights.Layer w, int layer, Tensor x) {
        Ops ops = pass.ops();
        int inner = config.intermediate();
        Tensor in = ops.norm(x, w.feedForwardNorm()); // [N, D]
        Tensor wide = ops.linear(in, w.gateUp()); // [N, 2 F]
        wide = adapter.add(pass, layer, "gate", in, wide, 0); // [N, 2 F]
        wide = adapter.add(pass, layer, "up", in, wide, inner); // [N, 2 F]
        Tensor gated = ops.siluGate(wide); // [N, F]
        Tensor y = ops.linear(gated, w.down()); // [N, D]
        y = adapter.add(pass, layer, "down", gated, y, 0); // [N, D]
        return ops.add(y, x); // [N, D]
    }
}
