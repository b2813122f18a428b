package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

/** Whether an engine's outcome is the reference's, relative to the largest number of each array. */
final class Agreement {

    private Agreement() {}

    static void check(Outcome actual, Outcome expected, double tolerance) {
        check("hidden", doubles(actual.hidden()), doubles(expected.hidden()), tolerance, 0);
        check("logits", doubles(actual.logits()), doubles(expected.logits()), tolerance, 1e-3);
        assertThat(actual.loss().sum())
                .as("loss")
                .isCloseTo(
                        expected.loss().sum(),
                        within(tolerance * (1 + Math.abs(expected.loss().sum()))));
        assertThat(actual.loss().correct())
                .as("correct")
                .isEqualTo(expected.loss().correct());
        assertThat(actual.gradients().keySet()).isEqualTo(expected.gradients().keySet());
        double largest = expected.gradients().values().stream()
                .mapToDouble(Agreement::largest)
                .max()
                .orElse(0);
        actual.gradients()
                .forEach((name, gradient) -> check(
                        "gradient of " + name, gradient, expected.gradients().get(name), tolerance, largest / 100));
    }

    /** @param floor a largest number below this counts as this: noise around zero is no disagreement */
    static void check(String what, double[] actual, double[] expected, double tolerance, double floor) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double allowed = tolerance * Math.max(floor, largest(expected));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(what + "[" + i + "]").isCloseTo(expected[i], within(allowed));
        }
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
