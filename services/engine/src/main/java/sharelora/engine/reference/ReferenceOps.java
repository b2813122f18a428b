package sharelora.engine.reference;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
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

/** The operations in ND4J calls. Each is computed at once and pushes its backward step on the tape. */
final class ReferenceOps implements Ops {

    private final Tape tape;
    private final LowRank lowRank;

    ReferenceOps(Tape tape) {
        this.tape = tape;
        this.lowRank = new LowRank(tape);
    }

    @Override
    public Tensor embed(FrozenTable word, FrozenTable position, FrozenTable type, Sequences sequences) {
        return record(Embedding.of(table(word), table(position), table(type), sequences), false, dy -> {});
    }

    @Override
    public Tensor embed(FrozenTable word, FrozenTable position, Sequences sequences) {
        return record(Embedding.of(table(word), table(position), null, sequences), false, dy -> {});
    }

    @Override
    public Tensor embed(FrozenTable word, Sequences sequences) {
        return record(Embedding.of(table(word), null, null, sequences), false, dy -> {});
    }

    @Override
    public Tensor linear(Tensor x, FrozenMatrix w) {
        Node in = node(x);
        ReferenceMatrix p = ReferenceEngine.own(ReferenceMatrix.class, w);
        if (in.columns() != p.in()) {
            throw new IllegalArgumentException("linear of " + in.columns() + " columns by " + p.in());
        }
        return record(p.forward(in.value()), in.trained(), dy -> in.add(p.backward(dy))); // [N, out]
    }

    @Override
    public Tensor down(Tensor x, Parameter a) {
        return lowRank.down(node(x), a);
    }

    @Override
    public Tensor addUp(Tensor y, Tensor t, Parameter b, double scale, int column) {
        return lowRank.addUp(node(y), node(t), b, scale, column);
    }

    @Override
    public Tensor scale(Tensor x, Parameter v) {
        return lowRank.scale(node(x), v);
    }

    @Override
    public Tensor addAt(Tensor y, Tensor x, double scale, int column) {
        return lowRank.addAt(node(y), node(x), scale, column);
    }

    @Override
    public Tensor addSparse(Tensor y, Tensor x, Parameter s, int[] places, int column) {
        return lowRank.addSparse(node(y), node(x), s, places, column);
    }

    @Override
    public Tensor rotate(Tensor qkv, FrozenTable angles, Sequences sequences, AttentionShape shape) {
        Node in = node(qkv);
        INDArray turns = tape.arena().own(table(angles).gather("position", sequences.positions())); // [N, K]
        Rotation rotation = Rotation.of(turns, shape, in.columns());
        return record(rotation.forward(in.consume("rotate")), in.trained(), dy -> in.add(rotation.backward(dy)));
    }

    @Override
    public Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, Dropout dropout) {
        Node in = node(qkv);
        INDArray value = in.value();
        Attention attention =
                new Attention(sequences, shape, shape.width(in.columns()), new Attention.Keep(dropout, tape.arena()));
        return record(attention.forward(value), in.trained(), dy -> in.add(attention.backward(value, dy)));
    }

    @Override
    public Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, KvCache cache, int layer) {
        if (tape.recording()) {
            throw new IllegalStateException("attention to a past is only computed, never recorded");
        }
        Lanes lanes = ReferenceEngine.own(Lanes.class, cache);
        return record(lanes.attend(node(qkv).value(), sequences, shape, layer), false, dy -> {});
    }

    @Override
    public Tensor norm(Tensor x, FrozenNorm norm) {
        Node in = node(x);
        LayerNorm layer = ReferenceEngine.own(LayerNorm.class, norm);
        LayerNorm.Rows rows = layer.rows(in.value(), tape.arena());
        return record(layer.forward(rows), in.trained(), dy -> in.add(layer.backward(rows, dy)));
    }

    @Override
    public Tensor addNorm(Tensor x, Tensor residual, FrozenNorm norm) {
        Node left = node(x);
        Node right = node(residual);
        LayerNorm layer = ReferenceEngine.own(LayerNorm.class, norm);
        try (INDArray sum = right.value().add(left.consume("addNorm"))) { // [N, D]
            LayerNorm.Rows rows = layer.rows(sum, tape.arena());
            return record(layer.forward(rows), left.trained() || right.trained(), dy -> {
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
    public Tensor add(Tensor x, Tensor y) {
        Node left = node(x);
        Node right = node(y);
        INDArray sum = right.value().add(left.consume("add")); // [N, D]
        return record(sum, left.trained() || right.trained(), dy -> {
            if (left.trained()) {
                left.add(dy.dup());
            }
            if (right.trained()) {
                right.add(dy.dup());
            }
        });
    }

    @Override
    public Tensor gelu(Tensor x) {
        Node in = node(x);
        INDArray value = in.consume("gelu");
        return record(Gelu.forward(value), in.trained(), dy -> in.add(Gelu.backward(value, dy)));
    }

    @Override
    public Tensor tanh(Tensor x) {
        Node in = node(x);
        INDArray y = Transforms.tanh(in.consume("tanh"), true);
        return record(y, in.trained(), dy -> in.add(y.mul(y).rsubi(1).muli(dy)));
    }

    @Override
    public Tensor geluTanh(Tensor x) {
        Node in = node(x);
        INDArray value = in.consume("geluTanh");
        return record(GeluTanh.forward(value), in.trained(), dy -> in.add(GeluTanh.backward(value, dy)));
    }

    @Override
    public Tensor siluGate(Tensor x) {
        Node in = node(x);
        SiluGate gate = SiluGate.of(in.consume("siluGate"));
        return record(gate.forward(), in.trained(), dy -> in.add(gate.backward(dy)));
    }

    @Override
    public Tensor dropout(Tensor x, Sequences sequences, Dropout dropout) {
        if (dropout.probability() == 0) {
            return x;
        }
        Node in = node(x);
        INDArray mask = tape.arena().own(Mask.ofTokens(tape.type(), dropout, sequences, in.columns())); // [N, D]
        return record(in.value().mul(mask), in.trained(), dy -> in.add(dy.mul(mask)));
    }

    @Override
    public Tensor meanPool(Tensor x, Sequences sequences, double scale) {
        Node in = node(x);
        INDArray means = Pool.of(sequences, in.value(), scale); // [S, D]
        return record(means, in.trained(), dy -> in.add(Pool.spread(sequences, dy, scale))); // [N, D]
    }

    @Override
    public Tensor gatherRows(Tensor x, int[] rows) {
        Node in = node(x);
        INDArray gathered = new ReferenceTable(in.value()).gather("row", rows); // [rows, D]
        return record(gathered, in.trained(), dy -> in.add(Pool.scatter(rows, dy, in.rows()))); // [N, D]
    }

    @Override
    public Tensor rows(Tensor x, int from, int to) {
        tape.requireComputed();
        return record(RowRange.of(node(x).value(), from, to).copy(), false, dy -> {});
    }

    @Override
    public Tensor changeRows(Tensor y, int from, int to, UnaryOperator<Tensor> change) {
        tape.requireComputed();
        INDArray sum = node(y).consume("changeRows").dup('c'); // [N, D]
        RowRange range = RowRange.of(sum, from, to);
        range.put(node(change.apply(record(range.copy(), false, dy -> {}))));
        return record(sum, false, dy -> {});
    }

    @Override
    public Ops reading(Flat values) {
        return new ReferenceOps(tape.reading(ReferenceEngine.own(FlatArray.class, values)));
    }

    @Override
    public Tensor affine(Tensor x, Parameter w, Parameter b) {
        Node in = node(x);
        INDArray value = in.value();
        LowRank.fits("affine", in, w);
        INDArray y = Product.ofTransposed(value, tape.value(w)).addiRowVector(tape.value(b)); // [S, C]
        return record(y, true, dy -> {
            tape.addGradient(w, Product.transposedOf(dy, value)); // [C, D]
            tape.addGradient(b, dy.sum(true, 0)); // [1, C]
            if (in.trained()) {
                in.add(Product.of(dy, tape.value(w))); // [S, D]
            }
        });
    }

    @Override
    public Tensor cosine(Tensor x, Parameter w, Parameter s) {
        return Cosine.of(tape, node(x), w, s);
    }

    @Override
    public RowLosses crossEntropy(Tensor logits, int[] targets, double weight) {
        Node in = node(logits);
        CrossEntropy entropy = new CrossEntropy(in.value().toDoubleMatrix(), targets);
        if (in.trained()) {
            long[] shape = {in.rows(), in.columns()};
            in.add(Nd4j.create(entropy.gradient(weight), shape, tape.type())); // [S, C]
        }
        return entropy.losses();
    }

    @Override
    public RowLosses squaredError(Tensor x, double[] scores, double weight) {
        Node in = node(x);
        SquaredError error = new SquaredError(in.value().toDoubleMatrix(), scores);
        if (in.trained()) {
            in.add(Nd4j.create(error.gradient(weight), new long[] {in.rows(), 1}, tape.type())); // [S, 1]
        }
        return error.losses();
    }

    @Override
    public RowLosses vocabularyLoss(Tensor x, FrozenMatrix w, int[] targets, double weight, double smoothing) {
        Node in = node(x);
        ReferenceMatrix head = ReferenceEngine.own(ReferenceMatrix.class, w);
        VocabularyLoss loss = new VocabularyLoss(head, new VocabularyLoss.Weighting(weight, smoothing), in.rows());
        INDArray dx = in.trained() ? in.value().ulike() : null; // [M, D]
        RowLosses found = loss.of(in.value(), targets, dx);
        if (dx != null) {
            in.add(dx);
        }
        return found;
    }

    @Override
    public void backward() {
        tape.backward();
    }

    @Override
    public float[] read(Tensor x) {
        return tape.node(x).value().data().asFloat(); // a node's array is its own, in C order
    }

    private Node record(INDArray value, boolean trained, Consumer<INDArray> backward) {
        return tape.record(value, trained, backward);
    }

    private Node node(Tensor tensor) {
        return tape.node(tensor);
    }

    private static ReferenceTable table(FrozenTable table) {
        return ReferenceEngine.own(ReferenceTable.class, table);
    }
}
