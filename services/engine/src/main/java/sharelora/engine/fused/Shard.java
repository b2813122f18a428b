package sharelora.engine.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;

/** One shard on its way: memory, trainable values, and the tape where it is recorded. */
final class Shard {

    private final Arena arena;
    private final FusedFlat values;
    private final FusedFlat gradient;
    private final List<Note> tape = new ArrayList<>();
    private boolean closed;

    /** @param gradient what backward adds to; null where nothing is recorded */
    Shard(Arena arena, FusedFlat values, FusedFlat gradient) {
        this.arena = arena;
        this.values = values;
        this.gradient = gradient;
    }

    boolean recording() {
        return gradient != null;
    }

    Matrix matrix(int rows, int columns) {
        return arena.matrix(rows, columns);
    }

    Matrix zeros(int rows, int columns) {
        return arena.zeros(rows, columns);
    }

    void release(Matrix matrix) {
        arena.release(matrix);
    }

    long value(Parameter parameter) {
        return values.address(parameter);
    }

    long gradient(Parameter parameter) {
        return gradient.address(parameter);
    }

    /** A tensor that no gradient has to reach. */
    FusedTensor constant(Matrix value) {
        return new FusedTensor(this, value, false);
    }

    /** A tensor with a parameter below it, as far as this shard is recorded. */
    FusedTensor tracked(Matrix value) {
        return new FusedTensor(this, value, recording());
    }

    void note(Note note) {
        if (recording()) {
            tape.add(note);
        }
    }

    /**
     * The engine's own kind of a tensor.
     *
     * @throws IllegalArgumentException for a tensor of another engine or shard
     * @throws IllegalStateException when the worker has gone on to its next shard
     * @throws CancellationException when the thread was interrupted
     */
    FusedTensor own(Tensor tensor) {
        requireWanted();
        if (closed) {
            throw new IllegalStateException("the worker has gone on to its next shard");
        }
        FusedTensor own = FusedEngine.own(FusedTensor.class, tensor);
        if (!own.in(this)) {
            throw new IllegalArgumentException("a tensor of another shard: " + tensor);
        }
        return own;
    }

    void backward() {
        if (!recording()) {
            throw new IllegalStateException("a shard that was only computed has no backward");
        }
        while (!tape.isEmpty()) {
            requireWanted();
            Note note = tape.removeLast();
            if (note.result().hasGradient()) {
                note.backward(this);
                note.result().dropGradient();
            }
        }
    }

    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this shard any more");
        }
    }

    void close() {
        closed = true;
        tape.clear();
    }
}
