package sharelora.engine.reference;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import sharelora.engine.ops.FrozenTable;

/** Rows [entries, D]. */
record ReferenceTable(INDArray rows) implements FrozenTable {

    @Override
    public int entries() {
        return rows.rows();
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    /** Copies of the rows with these indexes. Checked here, because ND4J reads past its memory without a word. */
    INDArray gather(String what, int[] indexes) {
        for (int index : indexes) {
            if (index < 0 || index >= entries()) {
                throw new IllegalArgumentException(what + " " + index + " is not in a table of " + entries());
            }
        }
        return Nd4j.pullRows(rows, 1, Arrays.copyOf(indexes, indexes.length), 'c'); // [indexes, D]
    }
}
