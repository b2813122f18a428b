package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;

/** s · cos(x, w), and its backward pass. */
final class Cosine {

    /** Rows divided by their lengths, and the lengths [rows, 1]. */
    private record Directions(INDArray unit, INDArray lengths) {

        static Directions of(INDArray x, Arena arena) {
            INDArray lengths = arena.own(Transforms.max(x.norm2(true, 1), Ops.SHORTEST, false)); // [rows, 1]
            return new Directions(arena.own(x.divColumnVector(lengths)), lengths);
        }

        /** (d - unit · (d along unit)) / length, row by row; d is overwritten. */
        INDArray backward(INDArray d) {
            try (INDArray products = d.mul(unit);
                    INDArray along = products.sum(true, 1); // [rows, 1]
                    INDArray part = unit.mulColumnVector(along)) {
                return d.subi(part).diviColumnVector(lengths);
            }
        }
    }

    private Cosine() {}

    static Node of(Tape tape, Node in, Parameter w, Parameter s) {
        LowRank.fits("cosine", in, w);
        Directions x = Directions.of(in.value(), tape.arena()); // [S, D]
        Directions rows = Directions.of(tape.value(w), tape.arena()); // [C, D]
        INDArray cosines = tape.arena().own(Product.ofTransposed(x.unit, rows.unit)); // [S, C]
        double scale = tape.value(s).getDouble(0);
        return tape.record(cosines.mul(scale), true, dy -> {
            try (INDArray products = dy.mul(cosines);
                    INDArray d = dy.mul(scale)) { // [S, C]
                tape.addGradient(s, products.sum(true, 0).sum(true, 1)); // [1, 1]
                tape.addGradient(w, rows.backward(Product.transposedOf(d, x.unit))); // [C, D]
                if (in.trained()) {
                    in.add(x.backward(Product.of(d, rows.unit))); // [S, D]
                }
            }
        });
    }
}
