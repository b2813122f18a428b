package sharelora.engine.fused.autograd;

import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Tensor;

/** A value of a shard and, during the backward pass, the gradient of the loss with respect to it. */
public final class FusedTensor implements Tensor {

    private final ShardContext shard;
    private final boolean tracked;
    private final int rows;
    private final int columns;
    private final Matrix value;
    private boolean kept;
    private String consumer;
    private Matrix gradient;

    /** @param tracked whether a parameter lies below it, so that a gradient has to reach it */
    FusedTensor(ShardContext shard, Matrix value, boolean tracked) {
        this.shard = shard;
        this.value = value;
        this.tracked = tracked;
        this.rows = value.rows();
        this.columns = value.columns();
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    public boolean tracked() {
        return tracked;
    }

    boolean in(ShardContext other) {
        return shard.isOf(other);
    }

    /** @throws IllegalStateException when an operation has consumed it */
    public Matrix value() {
        if (consumer != null) {
            throw new IllegalStateException("a tensor that " + consumer + " consumed is used again");
        }
        return value;
    }

    /** The value, which the operation needs again in its backward pass even if another operation consumes the tensor. */
    public Matrix keep() {
        kept = shard.recording();
        return value();
    }

    /** The value that was kept for the backward pass. */
    public Matrix kept() {
        return value;
    }

    /** The value for the last time: its memory, or a copy where it has been kept, is the operation's now. */
    public Matrix consume(String operation) {
        Matrix last = value();
        consumer = operation;
        return kept ? copy(last) : last;
    }

    private Matrix copy(Matrix from) {
        Matrix own = shard.matrix(rows, columns);
        Lanes.copy(from.address(), own.address(), from.floats());
        return own;
    }

    /** The gradient accumulated so far; null where the loss does not depend on the tensor. */
    public Matrix gradient() {
        return gradient;
    }

    /** Whether {@link #openGradient} holds numbers to add to. */
    public boolean hasGradient() {
        return gradient != null;
    }

    /** The gradient to write to, or where there is one already, to add to. */
    public Matrix openGradient() {
        if (gradient == null) {
            gradient = shard.matrix(rows, columns);
        } else if (gradient.shared()) {
            Matrix own = copy(gradient);
            shard.release(gradient);
            gradient = own;
        }
        return gradient;
    }

    /** The complete gradient for the last time, to overwrite. */
    public Matrix takeGradient() {
        Matrix own = openGradient();
        gradient = null;
        return own;
    }

    /** Takes over a use's whole contribution. */
    public void receive(Matrix part) {
        if (!tracked) {
            shard.release(part);
        } else if (gradient == null) {
            gradient = part;
        } else {
            Matrix sum = openGradient();
            Rows.add(sum.address(), part.address(), part.floats());
            shard.release(part);
        }
    }

    void dropGradient() {
        if (gradient != null) {
            shard.release(gradient);
            gradient = null;
        }
    }
}
