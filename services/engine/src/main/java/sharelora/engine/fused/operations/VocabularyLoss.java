package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.kernels.Softmax;
import sharelora.engine.fused.memory.Arena;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.RowLosses;

/**
 * Softmax cross-entropy against the words of a language head. The head is frozen, so its input's gradient can be computed
 * beside the loss, and the logits of some rows make way for those of the next: never more than {@link #BLOCK} rows of V.
 */
public final class VocabularyLoss {

    /** Rows of logits at a time, a multiple of {@link Arena#ROW_GROUP}. */
    private static final int BLOCK = 64;

    /** Numbers that are summed in float32 before the sum goes on in float64. */
    private static final int PIECE = 1024;

    private final Weighting weighting;
    private final double[] losses;
    private final boolean[] correct;

    /** @param smoothing share of a target that all words have */
    public record Weighting(double weight, double smoothing) {}

    private VocabularyLoss(Weighting weighting, int rows) {
        this.weighting = weighting;
        this.losses = new double[rows];
        this.correct = new boolean[rows];
    }

    /** See {@link sharelora.engine.ops.Ops#vocabularyLoss}. */
    public static RowLosses apply(
            ShardContext shard, FusedTensor x, Gemm.Packed w, int[] targets, Weighting weighting) {
        Matrix in = x.value(); // [M, D]
        if (targets.length != in.rows() || in.columns() != w.in()) {
            throw new IllegalArgumentException(targets.length + " targets and weights of " + w.in() + " for "
                    + in.rows() + " rows of " + in.columns());
        }
        Matrix dx = shard.matrix(in.rows(), in.columns()); // [M, D]
        Matrix room = shard.matrix(Math.min(BLOCK, in.rows()), w.out()); // [block, V]
        VocabularyLoss loss = new VocabularyLoss(weighting, in.rows());
        for (int from = 0; from < targets.length; from += BLOCK) {
            int rows = Math.min(BLOCK, targets.length - from);
            Matrix logits = new Matrix(room.address(), rows, w.out());
            w.forward(new Matrix(in.row(from), rows, in.columns()), logits);
            for (int i = 0; i < rows; i++) {
                loss.row(from + i, logits.row(i), logits, targets[from + i]);
            }
            if (x.tracked()) {
                w.backward(logits, new Matrix(dx.row(from), rows, in.columns()), false);
            }
        }
        shard.release(room);
        x.receive(dx);
        return new RowLosses(loss.losses, loss.correct);
    }

    /** Logits in, weight · (softmax - target) out. */
    private void row(int row, long z, Matrix logits, int target) {
        int words = logits.columns();
        int pitch = logits.pitch();
        if (target < 0 || target >= words) {
            throw new IllegalArgumentException("target " + target + " is not one of " + words + " words");
        }
        double smoothing = weighting.smoothing();
        double total = smoothing == 0 ? 0 : total(z, pitch);
        for (int j = words; j < pitch; j++) {
            Lanes.set(z + (long) j * Float.BYTES, Float.NEGATIVE_INFINITY);
        }
        float top = Softmax.largest(z, pitch);
        float own = Lanes.get(z + (long) target * Float.BYTES);
        correct[row] = own == top && isFirst(z, target, top);
        double partition = exponentials(z, pitch, top);
        double expected = (1 - smoothing) * own + smoothing * total / words;
        losses[row] = StrictMath.log(partition) + top - expected;
        slopes(z, pitch, (float) (weighting.weight() / partition), (float) (-weighting.weight() * smoothing / words));
        Rows.clearPadding(z, words, pitch);
        long at = z + (long) target * Float.BYTES;
        Lanes.set(at, (float) (Lanes.get(at) - weighting.weight() * (1 - smoothing)));
    }

    private static boolean isFirst(long z, int target, float top) {
        for (long j = 0; j < (long) target * Float.BYTES; j += Float.BYTES) {
            if (Lanes.get(z + j) == top) {
                return false;
            }
        }
        return true;
    }

    private static double total(long z, int count) {
        double total = 0;
        for (int from = 0; from < count; from += PIECE) {
            total += LayerNorm.total(z + (long) from * Float.BYTES, Math.min(PIECE, count - from));
        }
        return total;
    }

    /** z becomes exp(z - top). @return their sum */
    private static double exponentials(long z, int count, float top) {
        double total = 0;
        for (int from = 0; from < count; from += PIECE) {
            total += Softmax.exponentials(z + (long) from * Float.BYTES, Math.min(PIECE, count - from), 1, top);
        }
        return total;
    }

    /** z = factor · z + shift. */
    private static void slopes(long z, int count, float factor, float shift) {
        FloatVector factors = Lanes.fill(factor);
        FloatVector shifts = Lanes.fill(shift);
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(z + j, Lanes.load(z + j).fma(factors, shifts));
        }
    }
}
