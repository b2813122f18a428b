package sharelora.engine.reference;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import sharelora.engine.ops.Sequences;

/** word[token] + position[i] + type[k], with the last two where there are any. Frozen, so without a backward. */
final class Embedding {

    private Embedding() {}

    /**
     * The sum [N, D].
     *
     * @param position null for none
     * @param type null for none
     */
    static INDArray of(ReferenceTable word, ReferenceTable position, ReferenceTable type, Sequences sequences) {
        INDArray sum = word.gather("token", sequences.tokenIds()); // [N, D]
        if (position != null) {
            add(sum, position.gather("position", sequences.positions()));
        }
        if (type != null) {
            int last = type.entries() - 1;
            int[] types = Arrays.stream(sequences.types())
                    .map(kind -> Math.min(kind, last))
                    .toArray();
            add(sum, type.gather("token type", types));
        }
        return sum;
    }

    private static void add(INDArray sum, INDArray part) {
        sum.addi(part);
        part.close();
    }
}
