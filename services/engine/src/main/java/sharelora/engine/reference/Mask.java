package sharelora.engine.reference;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/** Dropout's factors as a matrix: 0 where a number is dropped, 1 / (1 - probability) where it stays. */
final class Mask {

    private Mask() {}

    /** For all tokens of a shard: [N, columns]. */
    static INDArray ofTokens(DataType type, Dropout dropout, Sequences sequences, int columns) {
        double[] factors = new double[Math.multiplyExact(sequences.total(), columns)];
        for (int s = 0; s < sequences.count(); s++) {
            for (int i = 0; i < sequences.length(s); i++) {
                int row = sequences.starts()[s] + i;
                for (int j = 0; j < columns; j++) {
                    factors[row * columns + j] = dropout.factor((long) sequences.origins()[s] + i, columns, j);
                }
            }
        }
        return Nd4j.create(factors, new long[] {sequences.total(), columns}, type);
    }

    /** For one head's attention in one sequence of T tokens that begins at {@code origin}: [T, T]. */
    static INDArray ofHead(DataType type, Dropout dropout, int origin, int length, Head head) {
        if (length > Dropout.KEYS) { // its places would be the next head's
            throw new IllegalArgumentException(
                    "attention dropout reaches " + Dropout.KEYS + " keys, a sequence has " + length);
        }
        int columns = Math.multiplyExact(Dropout.KEYS, head.heads());
        double[] factors = new double[Math.multiplyExact(length, length)];
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < length; j++) {
                factors[i * length + j] = dropout.factor((long) origin + i, columns, head.index() * Dropout.KEYS + j);
            }
        }
        return Nd4j.create(factors, new long[] {length, length}, type);
    }

    /** One of so many heads. */
    record Head(int index, int heads) {}
}
