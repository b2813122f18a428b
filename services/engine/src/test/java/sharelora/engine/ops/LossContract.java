package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Cross-entropy: the sum is unweighted, the gradient weighted, ties go to the lowest class. */
interface LossContract extends UnderTest {

    @Test
    default void sumsTheLossesUnweighted() {
        try (Drawing drawing = new Drawing(engine(), 1)) {
            // Given
            double[][] scores = {{Math.log(1), Math.log(2), Math.log(5)}, {0, 0, 0}};
            Ops ops = drawing.evaluate();

            // When
            Loss loss = ops.crossEntropy(drawing.logits(ops, scores), new int[] {1, 0}, 0.01)
                    .total();

            // Then
            assertThat(loss.sum()).isCloseTo(Math.log(4) + Math.log(3), within(1e-6));
        }
    }

    @Test
    default void givesTiesToTheLowestClass() {
        try (Drawing drawing = new Drawing(engine(), 2)) {
            // Given
            double[][] scores = {{0, 0, 0}, {1, 3, 3}, {1, 3, 3}, {5, -1, 5}, {2, 1, 0}};
            Ops ops = drawing.evaluate();

            // When
            Loss loss = ops.crossEntropy(drawing.logits(ops, scores), new int[] {0, 1, 2, 2, 0}, 1)
                    .total();

            // Then
            assertThat(loss.correct()).isEqualTo(3);
        }
    }

    @Test
    default void weighsTheGradient() {
        try (Drawing drawing = new Drawing(engine(), 3)) {
            // Given
            double[][] inputs = drawing.rows(1, 3);
            Parameter weight = drawing.parameter(new double[2][3]);
            Parameter bias = drawing.parameter(new double[][] {{Math.log(3), 0}});
            Ops ops = drawing.record();

            // When
            ops.crossEntropy(ops.affine(drawing.tensor(ops, inputs), weight, bias), new int[] {0}, 0.125);
            ops.backward();

            // Then
            double slope = 0.125 * (0.75 - 1);
            double[] x = inputs[0];
            double[] expected = {slope * x[0], slope * x[1], slope * x[2], -slope * x[0], -slope * x[1], -slope * x[2]};
            Agreement.check("bias", drawing.gradientOf(bias), new double[] {slope, -slope}, 1e-6, 0);
            Agreement.check("weight", drawing.gradientOf(weight), expected, 1e-6, 0);
        }
    }

    @Test
    default void sumsSquaredErrorsUnweightedAndWeighsTheirGradient() {
        try (Drawing drawing = new Drawing(engine(), 5)) {
            // Given
            double[][] inputs = drawing.rows(2, 3);
            Parameter weight = drawing.parameter(new double[1][3]);
            Parameter bias = drawing.parameter(new double[][] {{1.5}});
            Ops ops = drawing.record();

            // When
            Tensor outputs = ops.affine(drawing.tensor(ops, inputs), weight, bias);
            Loss loss = ops.squaredError(outputs, new double[] {1, -0.5}, 0.25).total();
            ops.backward();

            // Then
            assertThat(loss).isEqualTo(new Loss(0.5 * 0.5 + 2 * 2, 0));
            double[] expected = new double[3];
            for (int j = 0; j < 3; j++) {
                expected[j] = 2 * 0.25 * (0.5 * inputs[0][j] + 2 * inputs[1][j]);
            }
            Agreement.check("bias", drawing.gradientOf(bias), new double[] {2 * 0.25 * 2.5}, 1e-6, 0);
            Agreement.check("weight", drawing.gradientOf(weight), expected, 1e-6, 0);
        }
    }

    @Test
    default void survivesHugeLogits() {
        try (Drawing drawing = new Drawing(engine(), 4)) {
            // Given
            double[][] scores = {{20_000, -20_000}, {-20_000, 20_000}};
            Ops ops = drawing.record();

            // When
            Loss loss = ops.crossEntropy(drawing.logits(ops, scores), new int[] {0, 0}, 1)
                    .total();

            // Then
            assertThat(loss).isEqualTo(new Loss(40_000, 1));
        }
    }
}
