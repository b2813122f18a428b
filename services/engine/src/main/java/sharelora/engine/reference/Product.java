package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Matrix products into new C-order arrays. */
final class Product {

    private Product() {}

    /** a b. */
    static INDArray of(INDArray a, INDArray b) {
        return Nd4j.matmul(a, b, result(a.rows(), b.columns(), a), false, false, false); // [a.rows, b.columns]
    }

    /** a bᵀ. */
    static INDArray ofTransposed(INDArray a, INDArray b) {
        return Nd4j.matmul(a, b, result(a.rows(), b.rows(), a), false, true, false); // [a.rows, b.rows]
    }

    /** aᵀ b. */
    static INDArray transposedOf(INDArray a, INDArray b) {
        return Nd4j.matmul(a, b, result(a.columns(), b.columns(), a), true, false, false); // [a.columns, b.columns]
    }

    private static INDArray result(long rows, long columns, INDArray like) {
        return Nd4j.createUninitialized(like.dataType(), new long[] {rows, columns}, 'c');
    }
}
