package sharelora.engine.fused.autograd;

import java.util.List;
import java.util.concurrent.CancellationException;
import sharelora.engine.fused.gemm.AttentionBands;
import sharelora.engine.fused.gemm.GemmPlans;
import sharelora.engine.fused.memory.FusedFlat;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;

/** What operations need of the shard they run in: its memory, the trainable values, and the tape if it is recorded. */
public final class ShardContext {

    private final Workspace workspace;
    private final FusedFlat values;
    private final FusedFlat gradient;
    private final ShardContext root;
    private boolean closed;

    /** @param gradient what backward adds to; null where nothing is recorded */
    public ShardContext(Workspace workspace, FusedFlat values, FusedFlat gradient) {
        this.workspace = workspace;
        this.values = values;
        this.gradient = gradient;
        this.root = this;
    }

    private ShardContext(ShardContext root, FusedFlat values) {
        this.workspace = root.workspace;
        this.values = values;
        this.gradient = null;
        this.root = root;
    }

    /**
     * The same shard with other values.
     *
     * @throws IllegalStateException where it is recorded
     */
    public ShardContext reading(FusedFlat others) {
        requireComputed();
        return new ShardContext(root, others);
    }

    /** @throws IllegalStateException where the shard is recorded */
    public void requireComputed() {
        if (recording()) {
            throw new IllegalStateException("rows with numbers of their own are only computed, never recorded");
        }
    }

    /** Whether both are of one shard, whatever values they read. */
    boolean isOf(ShardContext other) {
        return root == other.root;
    }

    public boolean recording() {
        return gradient != null;
    }

    public Matrix matrix(int rows, int columns) {
        return workspace.arena().matrix(rows, columns);
    }

    public Matrix zeros(int rows, int columns) {
        return workspace.arena().zeros(rows, columns);
    }

    public void release(Matrix matrix) {
        workspace.arena().release(matrix);
    }

    public AttentionBands bands(int length, AttentionShape shape, int width) {
        return workspace.bands().of(length, shape, width);
    }

    public GemmPlans products() {
        return workspace.products();
    }

    public long value(Parameter parameter) {
        return values.address(parameter);
    }

    public long gradient(Parameter parameter) {
        return gradient.address(parameter);
    }

    /** A tensor that no gradient has to reach. */
    public FusedTensor constant(Matrix value) {
        return new FusedTensor(this, value, false);
    }

    /** A tensor with a parameter below it, as far as this shard is recorded. */
    public FusedTensor tracked(Matrix value) {
        return new FusedTensor(this, value, recording());
    }

    public void record(TapeEntry entry) {
        if (recording()) {
            workspace.tape().add(entry);
        }
    }

    /**
     * The engine's own kind of a tensor.
     *
     * @throws IllegalArgumentException for a tensor of another engine or shard
     * @throws IllegalStateException when the worker has gone on to its next shard
     * @throws CancellationException when the thread was interrupted
     */
    public FusedTensor own(Tensor tensor) {
        requireWanted();
        requireOpen();
        if (!(tensor instanceof FusedTensor own)) {
            throw new IllegalArgumentException("not made by the fused engine: " + tensor);
        }
        if (!own.in(this)) {
            throw new IllegalArgumentException("a tensor of another shard: " + tensor);
        }
        return own;
    }

    /** @throws IllegalStateException when nothing was recorded, or the worker has gone on to its next shard */
    public void backward() {
        requireOpen();
        if (!recording()) {
            throw new IllegalStateException("a shard that was only computed has no backward");
        }
        List<TapeEntry> tape = workspace.tape();
        while (!tape.isEmpty()) {
            requireWanted();
            TapeEntry entry = tape.removeLast();
            if (entry.result().hasGradient()) {
                entry.backward(this);
                entry.result().dropGradient();
            }
        }
    }

    private void requireOpen() {
        if (root.closed) {
            throw new IllegalStateException("the worker has gone on to its next shard");
        }
    }

    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this shard any more");
        }
    }

    public void close() {
        closed = true;
        workspace.tape().clear();
    }
}
