package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.FusedTable;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Sequences;

/**
 * Rotary positions, in the rows' own memory: the halves (a, b) of a head become (a cos - b sin, b cos + a sin). Its way
 * back is the turn by the opposite angle.
 *
 * @param positions of the rows
 * @param turned heads of queries and of keys, which begin a row
 */
public record Rotation(FusedTensor x, FusedTensor result, FusedTable angles, int[] positions, int turned)
        implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#rotate}. */
    public static FusedTensor apply(
            ShardContext shard, FusedTensor x, FusedTable angles, Sequences sequences, AttentionShape shape) {
        int width = shape.width(x.columns());
        if (width % 2 != 0 || angles.columns() != width) {
            throw new IllegalArgumentException("heads of " + width + " columns are turned by angles of "
                    + angles.columns() + ", expected as many");
        }
        int[] positions = sequences.positions();
        int turned = shape.queries() + shape.keyValues();
        Matrix z = x.consume("rotate"); // [N, blocks K]
        turn(z, angles, positions, turned, 1);
        if (!x.tracked()) {
            return shard.constant(z);
        }
        FusedTensor result = shard.tracked(z);
        shard.record(new Rotation(x, result, angles, positions, turned));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, blocks K]
        turn(d, angles, positions, turned, -1);
        x.receive(d);
    }

    private static void turn(Matrix z, FusedTable angles, int[] positions, int turned, float direction) {
        int half = angles.columns() / 2;
        for (int i = 0; i < z.rows(); i++) {
            long turns = angles.row("position", positions[i]);
            for (int head = 0; head < turned; head++) {
                turn(z.row(i) + 2L * head * half * Float.BYTES, turns, half, direction);
            }
        }
    }

    private static void turn(long left, long cosines, int half, float direction) {
        long apart = (long) half * Float.BYTES;
        int vectors = half & -Lanes.COUNT;
        FloatVector sign = Lanes.fill(direction);
        for (long j = 0; j < (long) vectors * Float.BYTES; j += Lanes.BYTES) {
            FloatVector a = Lanes.load(left + j);
            FloatVector b = Lanes.load(left + apart + j);
            FloatVector cosine = Lanes.load(cosines + j);
            FloatVector sine = Lanes.load(cosines + apart + j).mul(sign);
            Lanes.store(left + j, a.mul(cosine).sub(b.mul(sine)));
            Lanes.store(left + apart + j, b.mul(cosine).add(a.mul(sine)));
        }
        for (long j = (long) vectors * Float.BYTES; j < apart; j += Float.BYTES) {
            float a = Lanes.get(left + j);
            float b = Lanes.get(left + apart + j);
            float cosine = Lanes.get(cosines + j);
            float sine = Lanes.get(cosines + apart + j) * direction;
            Lanes.set(left + j, a * cosine - b * sine);
            Lanes.set(left + apart + j, b * cosine + a * sine);
        }
    }
}
