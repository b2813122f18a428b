package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.gemm.GemmPlan;
import sharelora.engine.fused.kernels.Softmax;
import sharelora.engine.fused.memory.FusedKvCache;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Sequences;

/** Attention of new tokens to all that their lanes hold, a token and head at a time. */
public final class CachedAttention {

    /** Where keys and values are kept. */
    public record Place(FusedKvCache cache, int layer) {}

    private final Sequences sequences;
    private final AttentionShape shape;
    private final int width;
    private final Matrix scores;

    private CachedAttention(Sequences sequences, AttentionShape shape, int width, Matrix scores) {
        this.sequences = sequences;
        this.shape = shape;
        this.width = width;
        this.scores = scores;
    }

    /** See {@link sharelora.engine.ops.Ops#attention}. */
    public static FusedTensor apply(
            ShardContext shard, FusedTensor qkv, Sequences sequences, AttentionShape shape, Place place) {
        if (shard.recording()) {
            throw new IllegalStateException("attention to a past is only computed, never recorded");
        }
        Matrix in = qkv.value(); // [N, blocks K]
        int width = shape.width(in.columns());
        check(sequences, shape, width, place.cache);
        Matrix out = shard.matrix(in.rows(), shape.queries() * width); // [N, H K]
        Matrix scores = shard.matrix(1, place.cache.capacity());
        CachedAttention attention = new CachedAttention(sequences, shape, width, scores);
        for (int s = 0; s < sequences.count(); s++) {
            attention.attend(s, in, place.cache.rows(s, place.layer), out);
        }
        shard.release(scores);
        return shard.constant(out);
    }

    private static void check(Sequences sequences, AttentionShape shape, int width, FusedKvCache cache) {
        boolean fits = cache.columns() == 2 * shape.keyValues() * width;
        if (!shape.causal() || sequences.count() != cache.lanes() || !fits) {
            throw new IllegalArgumentException(sequences.count() + " sequences of " + shape + " continue from "
                    + cache.lanes() + " lanes of " + cache.columns() + " columns");
        }
        if (sequences.longest() > cache.capacity()) {
            throw new IllegalArgumentException(
                    "a lane has room for " + cache.capacity() + " tokens, expected at least " + sequences.longest());
        }
    }

    private void attend(int s, Matrix in, Matrix seen, Matrix out) {
        for (int i = 0; i < sequences.length(s); i++) {
            int row = sequences.starts()[s] + i;
            int tokens = sequences.firsts()[s] + i + 1;
            Lanes.copy(in.row(row) + offset(shape.queries()), seen.row(tokens - 1), seen.columns());
            GemmPlan mix = GemmPlan.of(1, width, tokens, scores.stride(), seen.stride(), out.stride());
            for (int h = 0; h < shape.queries(); h++) {
                long keys = seen.address() + offset(shape.keyBlock(h) - shape.queries());
                weigh(in.row(row) + offset(h), keys, seen.stride(), tokens);
                long values = seen.address() + offset(shape.valueBlock(h) - shape.queries());
                mix.set(scores.address(), values, out.row(row) + offset(h)); // [1, K]
            }
        }
    }

    /** Leaves the probabilities of so many tokens in the scores. */
    private void weigh(long query, long keys, long stride, int tokens) {
        for (int j = 0; j < tokens; j++) {
            Lanes.set(scores.address() + (long) j * Float.BYTES, dot(query, keys + j * stride, width));
        }
        Softmax.row(scores.address(), tokens, Lanes.whole(tokens), (float) (1 / Math.sqrt(width)));
    }

    private long offset(int block) {
        return (long) block * width * Float.BYTES;
    }

    private static float dot(long a, long b, int count) {
        int vectors = count & -Lanes.COUNT;
        FloatVector sum = Lanes.zero();
        for (long j = 0; j < (long) vectors * Float.BYTES; j += Lanes.BYTES) {
            sum = Lanes.load(a + j).fma(Lanes.load(b + j), sum);
        }
        float rest = Lanes.sum(sum);
        for (long j = (long) vectors * Float.BYTES; j < (long) count * Float.BYTES; j += Float.BYTES) {
            rest = Math.fma(Lanes.get(a + j), Lanes.get(b + j), rest);
        }
        return rest;
    }
}
