package sharelora.engine.reference;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Some rows of an array, one after the other.
 *
 * @param view [M, D] of the array's own numbers
 */
record RowRange(INDArray view) {

    /** The rows [from, to) of x [N, D]. */
    static RowRange of(INDArray x, int from, int to) {
        Objects.checkFromToIndex(from, to, x.rows());
        return new RowRange(x.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()));
    }

    INDArray copy() {
        return view.dup('c');
    }

    /**
     * Puts others in their place.
     *
     * @throws IllegalArgumentException where these are more or fewer, or of another width
     */
    void put(Node others) {
        if (others.rows() != view.rows() || others.columns() != view.columns()) {
            throw new IllegalArgumentException("changed rows are [" + others.rows() + ", " + others.columns()
                    + "], expected [" + view.rows() + ", " + view.columns() + "]");
        }
        view.assign(others.value());
    }
}
