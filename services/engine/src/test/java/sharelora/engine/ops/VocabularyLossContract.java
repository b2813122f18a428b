package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The loss against a large vocabulary: that of plain logits, with a part of every target spread over all words. */
interface VocabularyLossContract extends UnderTest {

    int ROWS = 70; // more than a block

    int WORDS = 1203; // neither whole vectors nor whole pieces

    @Test
    default void losesWhatPlainCrossEntropyLoses() {
        loses(0);
    }

    @Test
    default void spreadsAPartOfTheTargetOverAllWords() {
        loses(0.1);
    }

    private void loses(double smoothing) {
        try (Drawing drawing = new Drawing(engine(), 81)) {
            // Given
            double[][] x = drawing.rows(ROWS, 8);
            double[][] head = drawing.rows(WORDS, 8);
            double[][] a = drawing.rows(8, 8);
            int[] targets = new Random(5).ints(ROWS, 0, WORDS).toArray();
            FrozenMatrix words = engine().matrix(List.of(Drawing.weight(head)), List.of());
            Parameter up = drawing.parameter(a);
            Ops ops = drawing.record();

            // When
            Tensor trained = ops.addUp(drawing.tensor(ops, new double[ROWS][8]), drawing.tensor(ops, x), up, 1, 0);
            Loss loss =
                    ops.vocabularyLoss(trained, words, targets, 0.25, smoothing).total();
            ops.backward();

            // Then
            double[][] z = Formula.product(Formula.product(x, a), head);
            double sum = 0;
            int correct = 0;
            double[][] slopes = new double[ROWS][];
            for (int i = 0; i < ROWS; i++) {
                double[] p = softmax(z[i]);
                double spread = Arrays.stream(p).map(Math::log).sum() / WORDS;
                sum -= (1 - smoothing) * Math.log(p[targets[i]]) + smoothing * spread;
                correct += Arrays.stream(p).max().orElseThrow() == p[targets[i]] ? 1 : 0;
                slopes[i] = Arrays.stream(p)
                        .map(share -> 0.25 * (share - smoothing / WORDS))
                        .toArray();
                slopes[i][targets[i]] -= 0.25 * (1 - smoothing);
            }
            assertThat(loss.sum()).isCloseTo(sum, within(1e-5 * sum));
            assertThat(loss.correct()).isEqualTo(correct);
            double[][] dx = Formula.product(slopes, transposed(head));
            double[][] gradient = Formula.product(transposed(dx), transposed(x)); // [8, 8]
            Agreement.check("gradient", drawing.gradientOf(up), Formula.flatten(gradient), 1e-4, 0);
        }
    }

    @Test
    default void countsTheLowestOfTheLikeliestWords() {
        try (Drawing drawing = new Drawing(engine(), 82)) {
            // Given
            double[][] head = {{1}, {3}, {3}, {-1}};
            FrozenMatrix words = engine().matrix(List.of(Drawing.weight(head)), List.of());
            Ops ops = drawing.evaluate();

            // When
            Tensor x = drawing.tensor(ops, new double[][] {{1}, {1}, {-1}, {0}});
            RowLosses loss = ops.vocabularyLoss(x, words, new int[] {1, 2, 3, 0}, 1, 0);

            // Then
            assertThat(loss.correct()).containsExactly(true, false, true, true);
        }
    }

    @Test
    default void refusesAWordThatThereIsNot() {
        try (Drawing drawing = new Drawing(engine(), 83)) {
            FrozenMatrix words = engine().matrix(List.of(Drawing.weight(drawing.rows(4, 3))), List.of());
            Ops ops = drawing.evaluate();
            Tensor x = drawing.tensor(ops, drawing.rows(1, 3));
            assertThatThrownBy(() -> ops.vocabularyLoss(x, words, new int[] {4}, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("target 4 is not one of 4 words");
            assertThatThrownBy(() -> ops.vocabularyLoss(x, words, new int[] {1, 1}, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 targets");
        }
    }

    private static double[] softmax(double[] z) {
        double top = Arrays.stream(z).max().orElseThrow();
        double total = Arrays.stream(z).map(logit -> Math.exp(logit - top)).sum();
        return Arrays.stream(z).map(logit -> Math.exp(logit - top) / total).toArray();
    }

    private static double[][] transposed(double[][] rows) {
        return Formula.fill(rows[0].length, rows.length, (i, j) -> rows[j][i]);
    }
}
