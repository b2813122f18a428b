package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.Sequences;

/** scale · mean over each sequence's rows, and its backward pass; the backward pass of gathered rows. */
final class Pool {

    private Pool() {}

    static INDArray of(Sequences sequences, INDArray x, double scale) {
        long[] shape = {sequences.count(), x.columns()};
        INDArray means = Nd4j.createUninitialized(x.dataType(), shape, 'c'); // [S, D]
        for (int s = 0; s < sequences.count(); s++) {
            try (INDArray mean = rows(x, sequences, s).mean(true, 0)) { // [1, D]
                means.putRow(s, mean.muli(scale));
            }
        }
        return means;
    }

    static INDArray spread(Sequences sequences, INDArray dy, double scale) {
        long[] shape = {sequences.total(), dy.columns()};
        INDArray dx = Nd4j.create(dy.dataType(), shape, 'c'); // [N, D]
        for (int s = 0; s < sequences.count(); s++) {
            try (INDArray share = dy.getRow(s, true).mul(scale / sequences.length(s))) { // [1, D]
                rows(dx, sequences, s).addiRowVector(share);
            }
        }
        return dx;
    }

    /** Each row of {@code dy} added to that row of so many zeros. */
    static INDArray scatter(int[] rows, INDArray dy, int count) {
        INDArray dx = Nd4j.create(dy.dataType(), new long[] {count, dy.columns()}, 'c'); // [N, D]
        for (int i = 0; i < rows.length; i++) {
            dx.getRow(rows[i]).addi(dy.getRow(i));
        }
        return dx;
    }

    private static INDArray rows(INDArray matrix, Sequences sequences, int s) {
        return matrix.get(
                NDArrayIndex.interval(sequences.starts()[s], sequences.starts()[s + 1]), NDArrayIndex.all()); // [T, D]
    }
}
