package sharelora.engine.reference;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays that are freed together. Left alone they would wait for a garbage collector that does not see their size. */
final class Arena implements AutoCloseable {

    private final List<INDArray> arrays = new ArrayList<>();

    /** Takes over a freshly made array, never a view. */
    INDArray own(INDArray array) {
        arrays.add(array);
        return array;
    }

    @Override
    public void close() {
        for (INDArray array : arrays) {
            free(array);
        }
        arrays.clear();
    }

    static void free(INDArray array) {
        if (!array.wasClosed()) {
            array.close();
        }
    }
}
