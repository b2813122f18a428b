package sharelora.engine.reference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;

/** The tape of one shard: its memory, the trainable values, and a stack of backward steps if the shard is recorded. */
final class Tape implements AutoCloseable {

    private final FlatArray values;
    private final FlatArray gradient;
    private final Arena arena;
    private final Deque<Runnable> steps;
    private final Tape root;
    private boolean closed;

    /** @param gradient what backward adds to; null: nothing is recorded */
    Tape(FlatArray values, FlatArray gradient) {
        this.values = values;
        this.gradient = gradient;
        this.arena = new Arena();
        this.steps = new ArrayDeque<>();
        this.root = this;
    }

    private Tape(Tape root, FlatArray values) {
        this.values = values;
        this.gradient = null;
        this.arena = root.arena;
        this.steps = root.steps;
        this.root = root;
    }

    /** The same shard with other values. */
    Tape reading(FlatArray others) {
        requireComputed();
        return new Tape(root, others);
    }

    /** @throws IllegalStateException where the shard is recorded */
    void requireComputed() {
        if (recording()) {
            throw new IllegalStateException("rows with numbers of their own are only computed, never recorded");
        }
    }

    DataType type() {
        return values.array().dataType();
    }

    /** What is kept until the shard ends. */
    Arena arena() {
        return arena;
    }

    boolean recording() {
        return gradient != null;
    }

    /** A parameter's value in place. */
    INDArray value(Parameter parameter) {
        return values.matrix(parameter);
    }

    /** Adds to a parameter's gradient, and frees what was added. */
    void addGradient(Parameter parameter, INDArray part) {
        gradient.add(parameter, part);
    }

    /** Records an operation's result, and its backward step if the result depends on a parameter. */
    Node record(INDArray value, boolean trained, Consumer<INDArray> backward) {
        Node node = new Node(arena.own(value), trained && recording());
        if (node.trained()) {
            steps.push(() -> node.pull(backward));
        }
        return node;
    }

    Node node(Tensor tensor) {
        requireWanted();
        if (root.closed) {
            throw new IllegalStateException("the worker has gone on to its next shard");
        }
        return ReferenceEngine.own(Node.class, tensor);
    }

    void backward() {
        if (!recording()) {
            throw new IllegalStateException("a shard that was only computed has no backward");
        }
        while (!steps.isEmpty()) {
            requireWanted();
            steps.pop().run();
        }
    }

    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this shard any more");
        }
    }

    @Override
    public void close() {
        closed = true;
        steps.clear();
        arena.close();
    }
}
