package sharelora.engine.reference;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Sequences;

/** A key-value cache as one array [layers, capacity, columns] for each lane. */
final class Lanes implements KvCache {

    private final int capacity;
    private List<INDArray> lanes = new ArrayList<>();

    Lanes(DataType type, int layers, int columns, int lanes, int capacity) {
        this.capacity = capacity;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(Nd4j.zeros(type, layers, capacity, columns));
        }
    }

    @Override
    public int lanes() {
        return lanes.size();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void choose(int[] from) {
        List<INDArray> chosen = new ArrayList<>();
        for (int lane : from) {
            chosen.add(lanes.get(lane).dup('c'));
        }
        close();
        lanes = chosen;
    }

    /** Keeps the new keys and values of the layer, and mixes the values that each token sees: [N, H · K]. */
    INDArray attend(INDArray qkv, Sequences sequences, AttentionShape shape, int layer) {
        int width = shape.width(qkv.columns());
        if (!shape.causal() || sequences.count() != lanes.size()) {
            throw new IllegalArgumentException(
                    sequences.count() + " sequences of " + shape + " continue from " + lanes.size() + " lanes");
        }
        INDArray out =
                Nd4j.createUninitialized(qkv.dataType(), new long[] {qkv.rows(), (long) shape.queries() * width}, 'c');
        for (int s = 0; s < sequences.count(); s++) {
            INDArray seen = lanes.get(s).get(NDArrayIndex.point(layer), NDArrayIndex.all(), NDArrayIndex.all());
            int first = sequences.firsts()[s];
            if (first + sequences.length(s) > capacity) {
                throw new IllegalArgumentException("a lane has room for " + capacity + " tokens, expected at least "
                        + (first + sequences.length(s)));
            }
            for (int i = 0; i < sequences.length(s); i++) {
                INDArray row = qkv.getRow(sequences.starts()[s] + i);
                seen.getRow(first + i)
                        .assign(row.get(NDArrayIndex.interval((long) shape.queries() * width, qkv.columns())));
                attend(
                        row,
                        seen.get(NDArrayIndex.interval(0, first + i + 1), NDArrayIndex.all()),
                        shape,
                        out.getRow(sequences.starts()[s] + i));
            }
        }
        return out;
    }

    /** @param seen [tokens, 2 · keyValues · K] */
    private static void attend(INDArray row, INDArray seen, AttentionShape shape, INDArray out) {
        int width = shape.width((int) row.length());
        for (int h = 0; h < shape.queries(); h++) {
            INDArray query = row.get(block(h, width)).reshape(1, width);
            INDArray keys = seen.get(NDArrayIndex.all(), block(shape.keyBlock(h) - shape.queries(), width));
            INDArray values = seen.get(NDArrayIndex.all(), block(shape.valueBlock(h) - shape.queries(), width));
            try (INDArray scores = Product.ofTransposed(query, keys).muli(1 / Math.sqrt(width)); // [1, tokens]
                    INDArray probabilities = Transforms.softmax(scores, true);
                    INDArray mixed = Product.of(probabilities, values)) { // [1, K]
                out.get(block(h, width)).assign(mixed.reshape(width));
            }
        }
    }

    private static INDArrayIndex block(int index, int width) {
        return NDArrayIndex.interval((long) index * width, (long) (index + 1) * width);
    }

    @Override
    public void close() {
        lanes.forEach(Arena::free);
        lanes = List.of();
    }
}
