package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Dropout is where the generator says, forward and backward, however the batch was cut into shards. */
interface DropoutContract extends UnderTest {

    @Test
    default void dropsExactlyWhereTheGeneratorSays() {
        try (Drawing drawing = new Drawing(engine(), 1)) {
            // Given
            Dropout dropout = new Dropout(0.35, 0x5DEECE66DL);
            double[][] ones = Formula.fill(6, 21, (i, j) -> 1);
            Sequences cut = Drawing.sequences(2, 4);
            Sequences sequences = new Sequences(cut.tokenIds(), cut.starts(), new int[] {40, 7});
            long[] places = {40, 41, 7, 8, 9, 10};
            Ops ops = drawing.evaluate();

            // When
            float[] dropped = ops.read(ops.dropout(drawing.tensor(ops, ones), sequences, dropout));

            // Then
            for (int i = 0; i < dropped.length; i++) {
                float uniform = Dropout.uniform(dropout.key(), places[i / 21], 21, i % 21);
                assertThat((double) dropped[i])
                        .as("place " + i)
                        .isCloseTo(uniform < 0.35 ? 0 : 1 / 0.65, within(uniform < 0.35 ? 0 : 1e-6));
            }
        }
    }

    @Test
    default void leavesWhatItDropsOutOfTheGradient() {
        try (Drawing drawing = new Drawing(engine(), 2)) {
            // Given
            Dropout dropout = new Dropout(0.5, 99);
            int rank = 16;
            Sequences single = Drawing.sequences(1);
            Parameter down = drawing.parameter(drawing.rows(rank, 4));
            Parameter weight = drawing.parameter(drawing.rows(2, rank));
            Parameter bias = drawing.parameter(drawing.rows(1, 2));
            Ops ops = drawing.record();
            Tensor low = ops.down(drawing.tensor(ops, drawing.rows(1, 4)), down);

            // When
            ops.crossEntropy(ops.affine(ops.dropout(low, single, dropout), weight, bias), new int[] {1}, 1);
            ops.backward();

            // Then
            double[] gradient = drawing.gradientOf(down);
            for (int r = 0; r < rank; r++) {
                double largest = Arrays.stream(gradient, 4 * r, 4 * r + 4)
                        .map(Math::abs)
                        .max()
                        .orElseThrow();
                assertThat(largest == 0).as("row " + r + " is dropped").isEqualTo(dropout.factor(0, rank, r) == 0);
            }
        }
    }

    @Test
    default void dropsTheSameWhateverTheShards() {
        try (Drawing drawing = new Drawing(engine(), 3)) {
            // Given
            Dropout dropout = new Dropout(0.25, -7);
            double[][] x = drawing.rows(8, 8);
            Sequences second = new Sequences(new int[] {0, 1, 2, 3, 4}, new int[] {0, 5}, new int[] {3});
            Ops whole = drawing.evaluate();
            float[] together = whole.read(whole.dropout(drawing.tensor(whole, x), Drawing.sequences(3, 5), dropout));
            Ops shard = drawing.evaluate();
            double[][] rows = Arrays.copyOfRange(x, 3, 8);

            // When
            float[] alone = shard.read(shard.dropout(drawing.tensor(shard, rows), second, dropout));

            // Then
            assertThat(alone).containsExactly(Arrays.copyOfRange(together, 3 * 8, 8 * 8));
        }
    }
}
