package sharelora.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.FrozenTable;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** The reference engine says what other engines leave undefined. */
class MisuseTest {

    private final ReferenceEngine engine = new ReferenceEngine(DataType.FLOAT);
    private final Flat values = engine.flat(8);
    private final Worker worker = engine.worker(values);
    private final FrozenTable table = engine.table(Weight.of("table", new int[] {3, 2}, new float[6]));
    private final Sequences sequences = Sequences.of(new int[] {0, 2}, new int[] {0, 2});

    @AfterEach
    void close() {
        worker.close();
        engine.close();
    }

    @Test
    void refusesATensorThatWasConsumed() {
        Ops ops = worker.evaluate();
        Tensor x = embed(ops);
        ops.gelu(x);

        assertThatThrownBy(() -> ops.read(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a tensor that gelu consumed is used again");
    }

    @Test
    void refusesATensorOfTheShardBefore() {
        Ops ops = worker.evaluate();
        Tensor x = embed(ops);
        worker.evaluate();

        assertThatThrownBy(() -> ops.read(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the worker has gone on to its next shard");
    }

    @Test
    void refusesBackwardOfWhatWasOnlyComputed() {
        Ops ops = worker.evaluate();

        assertThatThrownBy(ops::backward).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesIndexesOutsideATable() {
        Ops ops = worker.evaluate();

        assertThatThrownBy(() -> ops.embed(table, table, table, Sequences.of(new int[] {3}, new int[] {0, 1})))
                .hasMessage("token 3 is not in a table of 3");
        int[] four = {0, 0, 0, 0};
        assertThatThrownBy(() -> ops.embed(table, table, table, Sequences.of(four, new int[] {0, 4})))
                .hasMessage("position 3 is not in a table of 3");
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Ops ops = worker.evaluate();
        Tensor x = embed(ops);

        assertThatThrownBy(() -> ops.down(x, new Parameter("a", 1, 3, 0))).hasMessage("down of 2 columns by a [1, 3]");
        assertThatThrownBy(() -> ops.attention(x, sequences, AttentionShape.everywhere(1), Dropout.NONE))
                .hasMessage("2 columns are not queries, keys and values of 1 heads");
        assertThatThrownBy(() -> ops.attention(x, sequences, AttentionShape.causal(4, 2), Dropout.NONE))
                .hasMessage("2 columns are not queries, keys and values of 4 heads, keys and values of 2");
        assertThatThrownBy(() -> AttentionShape.causal(4, 3))
                .hasMessage("4 heads on 3 of keys and values, expected a multiple");
        assertThatThrownBy(() -> ops.crossEntropy(x, new int[] {0, 2}, 1))
                .hasMessage("target 2 is not one of 2 classes");
        assertThatThrownBy(() -> ops.down(x, new Parameter("a", 4, 2, 4)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesWhatAnotherEngineMade() {
        Ops ops = worker.evaluate();
        Tensor foreign = new Tensor() {
            @Override
            public int rows() {
                return 1;
            }

            @Override
            public int columns() {
                return 1;
            }
        };

        assertThatThrownBy(() -> ops.gelu(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not made by the reference engine");
    }

    @Test
    void refusesAttentionDropoutBeyondItsPlaces() {
        int length = Dropout.KEYS + 1;
        INDArray qkv = Nd4j.zeros(DataType.FLOAT, length, 3);
        Sequences endless = Sequences.of(IntStream.range(0, length).toArray(), new int[] {0, length});
        try (Arena arena = new Arena()) {
            Attention attention = new Attention(
                    endless, AttentionShape.everywhere(1), 1, new Attention.Keep(new Dropout(0.5, 0), arena));

            assertThatThrownBy(() -> attention.forward(arena.own(qkv)))
                    .hasMessage("attention dropout reaches 2048 keys, a sequence has 2049");
        }
    }

    @Test
    void freesAShardsArraysWhenTheNextBegins() {
        Ops ops = worker.evaluate();
        Node x = (Node) embed(ops);
        INDArray array = x.value();
        assertThat(array.wasClosed()).isFalse();

        worker.evaluate();

        assertThat(array.wasClosed()).isTrue();
    }

    private Tensor embed(Ops ops) {
        return ops.embed(table, table, table, sequences);
    }
}
