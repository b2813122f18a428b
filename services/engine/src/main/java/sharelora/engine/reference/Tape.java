package sharelora.engine.reference;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.FrozenNorm;
import sharelora.engine.ops.FrozenTable;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/** One shard: computes each operation at once and stacks up its backward step. */
final class Tape implements Ops, AutoCloseable {

    private final FlatArray values;
    private final FlatArray gradient;
    private final DataType type;
    private final Arena arena = new Arena();
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean closed;

    /** @param gradient what backward adds to; null: nothing is recorded */
    Tape(FlatArray values, FlatArray gradient) {
        this.values = values;
        this.gradient = gradient;
        this.type = values.array().dataType();
    }

    @Override
    public Tensor embed(FrozenTable word, FrozenTable position, FrozenTable type, Sequences sequences) {
        INDArray sum = table(word).pick("token", sequences.tokenIds()); // [N, D]
        try (INDArray places = table(position).pick("position", sequences.positions()); // [N, D]
                INDArray types = table(type).pick("token type", rows(table(type), sequences))) { // [N, D]
            return note(sum.addi(places).addi(types), false, dy -> {});
        }
    }

    private static int[] rows(Table types, Sequences sequences) {
        return Arrays.stream(sequences.types())
                .map(type -> Math.min(type, types.entries() - 1))
                .toArray();
    }

    @Override
    public Tensor linear(Tensor x, FrozenMatrix w) {
        Node in = node(x);
        Projection p = ReferenceEngine.own(Projection.class, w);
        if (in.columns() != p.in()) {
            throw new IllegalArgumentException("linear of " + in.columns() + " columns by " + p.in());
        }
        INDArray y = Product.ofTransposed(in.value(), p.weight()).addiRowVector(p.bias()); // [N, out]
        return note(y, in.trained(), dy -> in.add(Product.of(dy, p.weight()))); // [N, in]
    }

    @Override
    public Tensor down(Tensor x, Parameter a) {
        Node in = node(x);
        INDArray value = in.value();
        fits("down", in, a);
        return note(
                Product.ofTransposed(value, values.matrix(a)),
                a.trained() || in.trained(),
                dt -> { // [N, R]
                    if (a.trained()) {
                        gradient.add(a, Product.transposedOf(dt, value)); // [R, in]
                    }
                    if (in.trained()) {
                        in.add(Product.of(dt, values.matrix(a))); // [N, in]
                    }
                });
    }

    @Override
    public Tensor addUp(Tensor y, Tensor t, Parameter b, double scale, int column) {
        Node base = node(y);
        Node low = node(t);
        INDArray value = low.value();
        fits("addUp", low, b);
        INDArray sum = base.consume("addUp").dup('c'); // [N, any]
        try (INDArray up = Product.ofTransposed(value, values.matrix(b))) { // [N, out]
            sum.get(columns(b, column)).addi(up.muli(scale));
        }
        return note(sum, true, dy -> {
            try (INDArray dUp = dy.get(columns(b, column)).mul(scale)) { // [N, out]
                gradient.add(b, Product.transposedOf(dUp, value)); // [out, R]
                if (low.trained()) {
                    low.add(Product.of(dUp, values.matrix(b))); // [N, R]
                }
            }
            if (base.trained()) {
                base.add(dy.dup());
            }
        });
    }

    private static INDArrayIndex[] columns(Parameter b, int column) {
        return new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.interval(column, column + b.rows())};
    }

    @Override
    public Tensor attention(Tensor qkv, Sequences sequences, int heads, Dropout dropout) {
        Node in = node(qkv);
        INDArray value = in.value();
        if (in.columns() % (3 * heads) != 0) {
            throw new IllegalArgumentException(
                    in.columns() + " columns are not queries, keys and values of " + heads + " heads");
        }
        Attention attention = new Attention(sequences, heads, in.columns() / 3, dropout, arena);
        return note(attention.forward(value), in.trained(), dy -> in.add(attention.backward(value, dy)));
    }

    @Override
    public Tensor norm(Tensor x, FrozenNorm norm) {
        Node in = node(x);
        LayerNorm layer = ReferenceEngine.own(LayerNorm.class, norm);
        LayerNorm.Rows rows = layer.rows(in.value(), arena);
        return note(layer.forward(rows), in.trained(), dy -> in.add(layer.backward(rows, dy)));
    }

    @Override
    public Tensor addNorm(Tensor x, Tensor residual, FrozenNorm norm) {
        Node left = node(x);
        Node right = node(residual);
        LayerNorm layer = ReferenceEngine.own(LayerNorm.class, norm);
        try (INDArray sum = right.value().add(left.consume("addNorm"))) { // [N, D]
            LayerNorm.Rows rows = layer.rows(sum, arena);
            return note(layer.forward(rows), left.trained() || right.trained(), dy -> {
                try (INDArray dSum = layer.backward(rows, dy)) { // [N, D]
                    if (left.trained()) {
                        left.add(dSum.dup());
                    }
                    if (right.trained()) {
                        right.add(dSum.dup());
                    }
                }
            });
        }
    }

    @Override
    public Tensor gelu(Tensor x) {
        Node in = node(x);
        INDArray value = in.consume("gelu");
        return note(Gelu.forward(value), in.trained(), dy -> in.add(Gelu.backward(value, dy)));
    }

    @Override
    public Tensor tanh(Tensor x) {
        Node in = node(x);
        INDArray y = Transforms.tanh(in.consume("tanh"), true);
        return note(y, in.trained(), dy -> in.add(y.mul(y).rsubi(1).muli(dy)));
    }

    @Override
    public Tensor dropout(Tensor x, Sequences sequences, Dropout dropout) {
        if (dropout.probability() == 0) {
            return x;
        }
        Node in = node(x);
        INDArray mask = arena.own(Mask.ofTokens(type, dropout, sequences, in.columns())); // [N, D]
        return note(in.value().mul(mask), in.trained(), dy -> in.add(dy.mul(mask)));
    }

    @Override
    public Tensor meanPool(Tensor x, Sequences sequences, double scale) {
        Node in = node(x);
        INDArray means = Pool.of(sequences, in.value(), scale); // [S, D]
        return note(means, in.trained(), dy -> in.add(Pool.spread(sequences, dy, scale))); // [N, D]
    }

    @Override
    public Tensor affine(Tensor x, Parameter w, Parameter b) {
        Node in = node(x);
        INDArray value = in.value();
        fits("affine", in, w);
        INDArray y = Product.ofTransposed(value, values.matrix(w)).addiRowVector(values.matrix(b)); // [S, C]
        return note(y, true, dy -> {
            gradient.add(w, Product.transposedOf(dy, value)); // [C, D]
            gradient.add(b, dy.sum(true, 0)); // [1, C]
            if (in.trained()) {
                in.add(Product.of(dy, values.matrix(w))); // [S, D]
            }
        });
    }

    @Override
    public Loss crossEntropy(Tensor logits, int[] targets, double weight) {
        Node in = node(logits);
        CrossEntropy entropy = new CrossEntropy(in.value().toDoubleMatrix(), targets);
        if (in.trained()) {
            long[] shape = {in.rows(), in.columns()};
            in.add(Nd4j.create(entropy.gradient(weight), shape, type)); // [S, C]
        }
        return entropy.loss();
    }

    @Override
    public Loss squaredError(Tensor x, double[] scores, double weight) {
        Node in = node(x);
        SquaredError error = new SquaredError(in.value().toDoubleMatrix(), scores);
        if (in.trained()) {
            in.add(Nd4j.create(error.gradient(weight), new long[] {in.rows(), 1}, type)); // [S, 1]
        }
        return error.loss();
    }

    @Override
    public void backward() {
        if (gradient == null) {
            throw new IllegalStateException("a shard that was only computed has no backward");
        }
        while (!steps.isEmpty()) {
            requireWanted();
            steps.pop().run();
        }
    }

    @Override
    public float[] read(Tensor x) {
        return node(x).value().data().asFloat(); // a node's array is its own, in C order
    }

    @Override
    public void close() {
        closed = true;
        steps.clear();
        arena.close();
    }

    private Node note(INDArray value, boolean trained, Consumer<INDArray> backward) {
        Node node = new Node(arena.own(value), trained && gradient != null);
        if (node.trained()) {
            steps.push(() -> node.pull(backward));
        }
        return node;
    }

    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this shard any more");
        }
    }

    private Node node(Tensor tensor) {
        requireWanted();
        if (closed) {
            throw new IllegalStateException("the worker has gone on to its next shard");
        }
        return ReferenceEngine.own(Node.class, tensor);
    }

    private static void fits(String operation, Node in, Parameter parameter) {
        if (in.columns() != parameter.columns()) {
            throw new IllegalArgumentException(operation + " of " + in.columns() + " columns by " + parameter.name()
                    + " [" + parameter.rows() + ", " + parameter.columns() + "]");
        }
    }

    private static Table table(FrozenTable table) {
        return ReferenceEngine.own(Table.class, table);
    }
}
