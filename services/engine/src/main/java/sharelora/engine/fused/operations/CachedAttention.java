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
    public record Place(FusedKvCache past, int layer) {}

    private final Sequences sequences;
    private final AttentionShape heads;
    private final int width;
    private final Matrix scores;

    private CachedAttention(Sequences sequences, AttentionShape heads, int width, Matrix scores) {
        this.sequences = sequences;
        this.heads = heads;
        this.width = width;
        this.scores = scores;
    }

    /** See {@link sharelora.engine.ops.Ops#attention}. */
    public static FusedTensor apply(
            ShardContext shard, FusedTensor qkv, Sequences sequences, AttentionShape heads, Place place) {
        if (shard.recording()) {
            throw new IllegalStateException("attention to a past is only computed, never recorded");
        }
        Matrix in = qkv.value(); // [N, blocks K]
        int width = heads.width(in.columns());
        check(sequences, heads, width, place.past);
        Matrix out = shard.matrix(in.rows(), heads.queries() * width); // [N, H K]
        Matrix scores = shard.matrix(1, place.past.capacity());
        CachedAttention attention = new CachedAttention(sequences, heads, width, scores);
        for (int s = 0; s < sequences.count(); s++) {
            attention.attend(s, in, place.past.rows(s, place.layer), out);
        }
        shard.release(scores);
        return shard.constant(out);
    }

    private static void check(Sequences sequences, AttentionShape heads, int width, FusedKvCache past) {
        boolean fits = past.columns() == 2 * heads.keyValues() * width;
        if (!heads.causal() || sequences.count() != past.lanes() || !fits) {
            throw new IllegalArgumentException(sequences.count() + " sequences of " + heads + " go on from "
                    + past.lanes() + " lanes of " + past.columns() + " columns");
        }
        if (sequences.longest() > past.capacity()) {
            throw new IllegalArgumentException(
                    "a lane has room for " + past.capacity() + " tokens, expected at least " + sequences.longest());
        }
    }

    private void attend(int s, Matrix in, Matrix seen, Matrix out) {
        for (int i = 0; i < sequences.length(s); i++) {
            int row = sequences.starts()[s] + i;
            int tokens = sequences.firsts()[s] + i + 1;
            Lanes.copy(in.row(row) + offset(heads.queries()), seen.row(tokens - 1), seen.columns());
            GemmPlan mix = GemmPlan.of(1, width, tokens, scores.stride(), seen.stride(), out.stride());
            for (int h = 0; h < heads.queries(); h++) {
                long keys = seen.address() + offset(heads.keyBlock(h) - heads.queries());
                weigh(in.row(row) + offset(h), keys, seen.stride(), tokens);
                long values = seen.address() + offset(heads.valueBlock(h) - heads.queries());
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
