package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.Parameter;

/** The operations that adapters add something with. */
final class LowRank {

    private final Tape tape;

    LowRank(Tape tape) {
        this.tape = tape;
    }

    Node down(Node in, Parameter a) {
        INDArray value = in.value();
        fits("down", in, a);
        return tape.record(
                Product.ofTransposed(value, tape.value(a)),
                a.trained() || in.trained(),
                dt -> { // [N, R]
                    if (a.trained()) {
                        tape.addGradient(a, Product.transposedOf(dt, value)); // [R, in]
                    }
                    if (in.trained()) {
                        in.add(Product.of(dt, tape.value(a))); // [N, in]
                    }
                });
    }

    Node addUp(Node base, Node low, Parameter b, double scale, int column) {
        INDArray value = low.value();
        fits("addUp", low, b);
        INDArray sum = base.consume("addUp").dup('c'); // [N, any]
        try (INDArray up = Product.ofTransposed(value, tape.value(b))) { // [N, out]
            sum.get(columns(column, b.rows())).addi(up.muli(scale));
        }
        return tape.record(sum, true, dy -> {
            try (INDArray dUp = dy.get(columns(column, b.rows())).mul(scale)) { // [N, out]
                tape.addGradient(b, Product.transposedOf(dUp, value)); // [out, R]
                if (low.trained()) {
                    low.add(Product.of(dUp, tape.value(b))); // [N, R]
                }
            }
            if (base.trained()) {
                base.add(dy.dup());
            }
        });
    }

    Node scale(Node in, Parameter v) {
        INDArray value = in.value();
        fits("scale", in, v);
        return tape.record(
                value.mulRowVector(tape.value(v)),
                v.trained() || in.trained(),
                dy -> { // [N, R]
                    if (v.trained()) {
                        try (INDArray products = dy.mul(value)) {
                            tape.addGradient(v, products.sum(true, 0)); // [1, R]
                        }
                    }
                    if (in.trained()) {
                        in.add(dy.mulRowVector(tape.value(v))); // [N, R]
                    }
                });
    }

    Node addAt(Node base, Node in, double scale, int column) {
        INDArray sum = base.consume("addAt").dup('c'); // [N, any]
        try (INDArray part = in.value().mul(scale)) { // [N, out]
            sum.get(columns(column, in.columns())).addi(part);
        }
        return tape.record(sum, base.trained() || in.trained(), dy -> {
            if (in.trained()) {
                in.add(dy.get(columns(column, in.columns())).mul(scale)); // [N, out]
            }
            if (base.trained()) {
                base.add(dy.dup());
            }
        });
    }

    /** S is made whole here, as the definition has it. */
    Node addSparse(Node base, Node in, Parameter s, int[] places, int column) {
        INDArray value = in.value();
        int width = in.columns();
        int height = base.columns() - column;
        INDArray whole = tape.arena().own(Nd4j.zeros(tape.type(), height, width)); // [out, in]
        INDArray numbers = tape.value(s);
        for (int k = 0; k < places.length; k++) {
            whole.putScalar(places[k] / width, places[k] % width, numbers.getDouble(0, k));
        }
        INDArray sum = base.consume("addSparse").dup('c'); // [N, any]
        try (INDArray up = Product.ofTransposed(value, whole)) { // [N, out]
            sum.get(columns(column, height)).addi(up);
        }
        return tape.record(sum, true, dy -> {
            try (INDArray dUp = dy.get(columns(column, height)).dup('c');
                    INDArray dWhole = Product.transposedOf(dUp, value)) { // [out, in]
                INDArray ds = Nd4j.zeros(tape.type(), 1, places.length);
                for (int k = 0; k < places.length; k++) {
                    ds.putScalar(0, k, dWhole.getDouble(places[k] / width, places[k] % width));
                }
                tape.addGradient(s, ds);
                if (in.trained()) {
                    in.add(Product.of(dUp, whole)); // [N, in]
                }
            }
            if (base.trained()) {
                base.add(dy.dup());
            }
        });
    }

    private static INDArrayIndex[] columns(int from, int count) {
        return new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.interval(from, from + count)};
    }

    static void fits(String operation, Node in, Parameter parameter) {
        if (in.columns() != parameter.columns()) {
            throw new IllegalArgumentException(operation + " of " + in.columns() + " columns by " + parameter.name()
                    + " [" + parameter.rows() + ", " + parameter.columns() + "]");
        }
    }
}
