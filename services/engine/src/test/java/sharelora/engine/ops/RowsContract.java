package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranges of rows are computed with numbers of their own, as if they were alone. */
interface RowsContract extends UnderTest {

    /** Where one range ends and the next begins: none is a multiple of anything, and one is a single row. */
    List<Integer> CUTS = List.of(0, 5, 6, 19);

    int IN = 12;
    int RANK = 3;
    int OUT = 20;
    int COLUMN = 8;

    @Test
    default void addsToEachRangeWhatItsOwnNumbersSay() {
        try (Drawing drawing = new Drawing(engine(), 81)) {
            // Given
            double[][] x = drawing.rows(19, IN);
            double[][] y = drawing.rows(19, COLUMN + OUT);
            double[][][] a = {drawing.rows(RANK, IN), drawing.rows(RANK, IN), drawing.rows(RANK, IN)};
            double[][][] b = {drawing.rows(OUT, RANK), drawing.rows(OUT, RANK), drawing.rows(OUT, RANK)};
            Ops ops = drawing.evaluate();
            Tensor in = drawing.tensor(ops, x);
            Tensor sum = drawing.tensor(ops, y);

            // When
            for (int i = 0; i < 3; i++) {
                sum = low(ops.reading(own(a[i], b[i])), in, sum, CUTS.get(i), CUTS.get(i + 1));
            }

            // Then
            double[][] expected = new double[19][];
            for (int i = 0; i < 3; i++) {
                for (int row = CUTS.get(i); row < CUTS.get(i + 1); row++) {
                    expected[row] = added(x[row], y[row], a[i], b[i]);
                }
            }
            agrees(ops, sum, expected);
        }
    }

    @Test
    default void aRangeHasTheBitsThatItHasAlone() {
        try (Drawing drawing = new Drawing(engine(), 82)) {
            // Given
            double[][] x = drawing.rows(19, IN);
            double[][] y = drawing.rows(19, COLUMN + OUT);
            Flat own = own(drawing.rows(RANK, IN), drawing.rows(OUT, RANK));
            for (int i = 0; i < 3; i++) {
                int from = CUTS.get(i);
                int to = CUTS.get(i + 1);
                Ops many = drawing.evaluate();
                float[] among = many.read(many.rows(
                        low(many.reading(own), drawing.tensor(many, x), drawing.tensor(many, y), from, to), from, to));

                // When
                Ops alone = drawing.evaluate();
                Tensor in = drawing.tensor(alone, Arrays.copyOfRange(x, from, to));
                Tensor sum = drawing.tensor(alone, Arrays.copyOfRange(y, from, to));
                float[] found = alone.read(low(alone.reading(own), in, sum, 0, to - from));

                // Then
                assertThat(found).containsExactly(among);
            }
        }
    }

    @Test
    default void leavesTheOtherRowsAlone() {
        try (Drawing drawing = new Drawing(engine(), 83)) {
            // Given
            double[][] y = drawing.rows(7, OUT);
            Ops ops = drawing.evaluate();

            // When
            Tensor changed = ops.changeRows(
                    drawing.tensor(ops, y), 2, 4, rows -> ops.add(rows, ops.rows(drawing.tensor(ops, y), 0, 2)));

            // Then
            double[][] expected = y.clone();
            for (int row = 2; row < 4; row++) {
                expected[row] = y[row].clone();
                for (int j = 0; j < OUT; j++) {
                    expected[row][j] += y[row - 2][j];
                }
            }
            agrees(ops, changed, expected);
        }
    }

    @Test
    default void refusesRowsThatAreNotThereAndShardsThatAreRecorded() {
        try (Drawing drawing = new Drawing(engine(), 84)) {
            double[][] y = drawing.rows(4, OUT);
            Flat values = engine().flat(1);
            Ops ops = drawing.evaluate();
            assertThatThrownBy(() -> ops.rows(drawing.tensor(ops, y), 2, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> ops.changeRows(
                            drawing.tensor(ops, y), 0, 2, rows -> ops.rows(drawing.tensor(ops, y), 0, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("changed rows are [1, 20], expected [2, 20]");
            Ops recording = drawing.record();
            Tensor x = drawing.tensor(recording, y);
            assertThatThrownBy(() -> recording.rows(x, 0, 1)).hasMessageContaining("never recorded");
            assertThatThrownBy(() -> recording.changeRows(x, 0, 1, rows -> rows))
                    .hasMessageContaining("never recorded");
            assertThatThrownBy(() -> recording.reading(values))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("never recorded");
        }
    }

    @Test
    default void refusesTensorsWhenTheWorkerHasGoneOn() {
        try (Drawing drawing = new Drawing(engine(), 85)) {
            Ops ops = drawing.evaluate();
            Ops reading = ops.reading(engine().flat(1));
            Tensor x = drawing.tensor(ops, drawing.rows(4, OUT));
            drawing.evaluate();
            assertThatThrownBy(() -> reading.rows(x, 0, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    private Tensor low(Ops ops, Tensor x, Tensor y, int from, int to) {
        Parameter a = new Parameter("a", RANK, IN, 0);
        Parameter b = new Parameter("b", OUT, RANK, a.size());
        return ops.changeRows(y, from, to, rows -> ops.addUp(rows, ops.down(ops.rows(x, from, to), a), b, 0.5, COLUMN));
    }

    private Flat own(double[][] a, double[][] b) {
        Flat own = engine().flat(RANK * IN + OUT * RANK);
        own.write(0, floats(a));
        own.write(RANK * IN, floats(b));
        return own;
    }

    private static float[] floats(double[][] rows) {
        double[] numbers = Formula.flatten(rows);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static double[] added(double[] x, double[] y, double[][] a, double[][] b) {
        double[] sum = y.clone();
        for (int r = 0; r < RANK; r++) {
            double low = 0;
            for (int i = 0; i < IN; i++) {
                low += a[r][i] * x[i];
            }
            for (int j = 0; j < OUT; j++) {
                sum[COLUMN + j] += 0.5 * low * b[j][r];
            }
        }
        return sum;
    }
}
