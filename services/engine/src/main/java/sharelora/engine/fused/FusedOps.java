package sharelora.engine.fused;

import java.lang.ref.Reference;
import java.util.function.UnaryOperator;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.FusedFlat;
import sharelora.engine.fused.memory.FusedKvCache;
import sharelora.engine.fused.memory.FusedNorm;
import sharelora.engine.fused.memory.FusedTable;
import sharelora.engine.fused.memory.TokenTable;
import sharelora.engine.fused.operations.AddAt;
import sharelora.engine.fused.operations.AddSparse;
import sharelora.engine.fused.operations.AddUp;
import sharelora.engine.fused.operations.Affine;
import sharelora.engine.fused.operations.Attention;
import sharelora.engine.fused.operations.Attention.Geometry;
import sharelora.engine.fused.operations.CachedAttention;
import sharelora.engine.fused.operations.Cosine;
import sharelora.engine.fused.operations.CrossEntropy;
import sharelora.engine.fused.operations.Down;
import sharelora.engine.fused.operations.Dropped;
import sharelora.engine.fused.operations.Embedding;
import sharelora.engine.fused.operations.GatherRows;
import sharelora.engine.fused.operations.Gelu;
import sharelora.engine.fused.operations.GeluTanh;
import sharelora.engine.fused.operations.LayerNorm;
import sharelora.engine.fused.operations.Linear;
import sharelora.engine.fused.operations.MeanPool;
import sharelora.engine.fused.operations.Rotation;
import sharelora.engine.fused.operations.RowRange;
import sharelora.engine.fused.operations.Scaled;
import sharelora.engine.fused.operations.SiluGate;
import sharelora.engine.fused.operations.SquaredError;
import sharelora.engine.fused.operations.Sum;
import sharelora.engine.fused.operations.Tanh;
import sharelora.engine.fused.operations.VocabularyLoss;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/** The seam's operations on one shard; each is a class of its own. */
final class FusedOps implements Ops {

    private final ShardContext shard;

    FusedOps(ShardContext shard) {
        this.shard = shard;
    }

    @Override
    public Tensor embed(FrozenTable word, FrozenTable position, FrozenTable type, Sequences sequences) {
        return Embedding.apply(shard, words(word), own(position), own(type), sequences);
    }

    @Override
    public Tensor embed(FrozenTable word, FrozenTable position, Sequences sequences) {
        return Embedding.apply(shard, words(word), own(position), null, sequences);
    }

    @Override
    public Tensor embed(FrozenTable word, Sequences sequences) {
        return Embedding.apply(shard, words(word), null, null, sequences);
    }

    @Override
    public Tensor linear(Tensor x, FrozenMatrix w) {
        return Linear.apply(shard, shard.own(x), FusedEngine.own(Gemm.Packed.class, w));
    }

    @Override
    public Tensor down(Tensor x, Parameter a) {
        return Down.apply(shard, shard.own(x), a);
    }

    @Override
    public Tensor addUp(Tensor y, Tensor t, Parameter b, double scale, int column) {
        return AddUp.apply(shard, shard.own(y), shard.own(t), b, (float) scale, column);
    }

    @Override
    public Tensor scale(Tensor x, Parameter v) {
        return Scaled.apply(shard, shard.own(x), v);
    }

    @Override
    public Tensor addAt(Tensor y, Tensor x, double scale, int column) {
        return AddAt.apply(shard, shard.own(y), shard.own(x), (float) scale, column);
    }

    @Override
    public Tensor addSparse(Tensor y, Tensor x, Parameter s, int[] places, int column) {
        return AddSparse.apply(shard, shard.own(y), shard.own(x), s, places, column);
    }

    @Override
    public Tensor rotate(Tensor qkv, FrozenTable angles, Sequences sequences, AttentionShape shape) {
        return Rotation.apply(shard, shard.own(qkv), own(angles), sequences, shape);
    }

    @Override
    public Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, Dropout dropout) {
        Geometry geometry = new Geometry(sequences, shape, shape.width(qkv.columns()), dropout);
        return Attention.apply(shard, shard.own(qkv), geometry);
    }

    @Override
    public Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, KvCache cache, int layer) {
        return CachedAttention.apply(
                shard, shard.own(qkv), sequences, shape, new CachedAttention.Place(own(cache), layer));
    }

    @Override
    public Tensor norm(Tensor x, FrozenNorm norm) {
        return LayerNorm.apply(shard, shard.own(x), own(norm));
    }

    @Override
    public Tensor addNorm(Tensor x, Tensor residual, FrozenNorm norm) {
        return LayerNorm.applyToSum(shard, shard.own(x), shard.own(residual), own(norm));
    }

    @Override
    public Tensor add(Tensor x, Tensor y) {
        return Sum.apply(shard, shard.own(x), shard.own(y));
    }

    @Override
    public Tensor gelu(Tensor x) {
        return Gelu.apply(shard, shard.own(x));
    }

    @Override
    public Tensor tanh(Tensor x) {
        return Tanh.apply(shard, shard.own(x));
    }

    @Override
    public Tensor geluTanh(Tensor x) {
        return GeluTanh.apply(shard, shard.own(x));
    }

    @Override
    public Tensor siluGate(Tensor x) {
        return SiluGate.apply(shard, shard.own(x));
    }

    @Override
    public Tensor dropout(Tensor x, Sequences sequences, Dropout dropout) {
        return Dropped.apply(shard, shard.own(x), sequences, dropout);
    }

    @Override
    public Tensor meanPool(Tensor x, Sequences sequences, double scale) {
        return MeanPool.apply(shard, shard.own(x), sequences, scale);
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        return GatherRows.apply(shard, shard.own(x), rows);
    }

    @Override
    public Tensor rows(Tensor x, int from, int to) {
        return RowRange.of(shard, shard.own(x), from, to);
    }

    @Override
    public Tensor changeRows(Tensor y, int from, int to, UnaryOperator<Tensor> change) {
        return RowRange.change(shard, shard.own(y), from, to, rows -> shard.own(change.apply(rows)));
    }

    @Override
    public Ops reading(Flat values) {
        return new FusedOps(shard.reading(FusedEngine.own(FusedFlat.class, values)));
    }

    @Override
    public Tensor affine(Tensor x, Parameter w, Parameter b) {
        return Affine.apply(shard, shard.own(x), w, b);
    }

    @Override
    public Tensor cosine(Tensor x, Parameter w, Parameter s) {
        return Cosine.apply(shard, shard.own(x), w, s);
    }

    @Override
    public RowLosses crossEntropy(Tensor logits, int[] targets, double weight) {
        return CrossEntropy.apply(shard, shard.own(logits), targets, weight);
    }

    @Override
    public RowLosses squaredError(Tensor x, double[] scores, double weight) {
        return SquaredError.apply(shard, shard.own(x), scores, weight);
    }

    @Override
    public RowLosses vocabularyLoss(Tensor x, FrozenMatrix w, int[] targets, double weight, double smoothing) {
        return VocabularyLoss.apply(
                shard,
                shard.own(x),
                FusedEngine.own(Gemm.Packed.class, w),
                targets,
                new VocabularyLoss.Weighting(weight, smoothing));
    }

    @Override
    public void backward() {
        try {
            shard.backward();
        } finally {
            Reference.reachabilityFence(
                    this); // kernels see addresses only: their memory must not be collected meanwhile
        }
    }

    @Override
    public float[] read(Tensor x) {
        return shard.own(x).value().toArray();
    }

    private static FusedKvCache own(KvCache cache) {
        return FusedEngine.own(FusedKvCache.class, cache);
    }

    private static TokenTable words(FrozenTable table) {
        return FusedEngine.own(TokenTable.class, table);
    }

    private static FusedTable own(FrozenTable table) {
        return FusedEngine.own(FusedTable.class, table);
    }

    private static FusedNorm own(FrozenNorm norm) {
        return FusedEngine.own(FusedNorm.class, norm);
    }
}
