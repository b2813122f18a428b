package sharelora.engine.model;

import sharelora.engine.model.config.BertConfig;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * A BERT encoder (Devlin et al. 2019, post-norm), frozen, with an adapter applied at each of its six projections. RoBERTa
 * (Liu et al. 2019) is the same computation on weights of its own, but that a padding token within a text has the first
 * position, and is not counted in those of the others.
 *
 * @param padding RoBERTa's padding token, or {@link #NO_PADDING}
 */
record Bert(BertConfig config, BertWeights weights, int padding) implements Network {

    /** Padding token of a family that counts the positions of all tokens alike. */
    static final int NO_PADDING = -1;

    private static final int EMBEDDING = -1;

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public Tensor embedded(ForwardContext pass) {
        Ops ops = pass.ops();
        Tensor x = ops.embed(weights.word(), weights.position(), weights.type(), placed(pass.sequences())); // [N, D]
        x = ops.norm(x, weights.embeddingNorm()); // [N, D]
        return drop(pass, x, EMBEDDING, "embedding"); // [N, D]
    }

    private Sequences placed(Sequences sequences) {
        if (padding == NO_PADDING) {
            return sequences;
        }
        int[] positions = new int[sequences.total()];
        for (int i = 0; i < sequences.count(); i++) {
            int count = 0;
            for (int token = sequences.starts()[i]; token < sequences.starts()[i + 1]; token++) {
                positions[token] = sequences.tokenIds()[token] == padding ? 0 : ++count;
            }
        }
        return sequences.apart(positions);
    }

    @Override
    public Tensor mix(ForwardContext pass, Adapter adapter, int layer, Tensor x) {
        Ops ops = pass.ops();
        BertWeights.Layer w = weights.layers().get(layer);
        int hidden = config.hidden();
        Tensor qkv = ops.linear(x, w.queryKeyValue()); // [N, 3 D]
        qkv = adapter.add(pass, layer, "query", x, qkv, 0); // [N, 3 D]
        qkv = adapter.add(pass, layer, "key", x, qkv, hidden); // [N, 3 D]
        qkv = adapter.add(pass, layer, "value", x, qkv, 2 * hidden); // [N, 3 D]
        return ops.attention(
                qkv,
                pass.sequences(),
                AttentionShape.everywhere(config.heads()),
                pass.base().at(config.attentionDropout(), layer, "attention")); // [N, D]
    }

    @Override
    public Tensor finish(ForwardContext pass, Adapter adapter, int layer, Tensor mixed, Tensor x) {
        BertWeights.Layer w = weights.layers().get(layer);
        Tensor y = attended(pass, adapter, w, layer, mixed, x); // [M, D]
        return feedForward(pass, adapter, w, layer, y); // [M, D]
    }

    /** The norm of a layer is its last operation. */
    @Override
    public Tensor last(ForwardContext pass, Tensor x) {
        return x; // [M, D]
    }

    private Tensor attended(
            ForwardContext pass, Adapter adapter, BertWeights.Layer w, int layer, Tensor mixed, Tensor x) {
        Ops ops = pass.ops();
        Tensor y = ops.linear(mixed, w.output()); // [N, D]
        y = adapter.add(pass, layer, "output", mixed, y, 0); // [N, D]
        return ops.addNorm(drop(pass, y, layer, "output"), x, w.attentionNorm()); // [N, D]
    }

    private Tensor feedForward(ForwardContext pass, Adapter adapter, BertWeights.Layer w, int layer, Tensor x) {
        Ops ops = pass.ops();
        Tensor inner = ops.linear(x, w.up()); // [N, F]
        inner = adapter.add(pass, layer, "up", x, inner, 0); // [N, F]
        inner = ops.gelu(inner); // [N, F]
        Tensor y = ops.linear(inner, w.down()); // [N, D]
        y = adapter.add(pass, layer, "down", inner, y, 0); // [N, D]
        return ops.addNorm(drop(pass, y, layer, "down"), x, w.feedForwardNorm()); // [N, D]
    }

    private Tensor drop(ForwardContext pass, Tensor x, int layer, String place) {
        return pass.drop(x, pass.base().at(config.hiddenDropout(), layer, place)); // [N, D]
    }
}
