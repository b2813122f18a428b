package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * Whether a gradient is the slope of the mean loss, by central differences in float64: along single numbers of each
 * parameter, and along random directions through all numbers at once, which no wrong number escapes.
 */
final class FiniteDifferences {

    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;
    private static final int NUMBERS = 2;
    private static final int DIRECTIONS = 3;

    private final Chain chain;
    private final Bench bench;
    private final Map<String, double[]> gradients;

    private FiniteDifferences(Chain chain, Bench bench, Map<String, double[]> gradients) {
        this.chain = chain;
        this.bench = bench;
        this.gradients = gradients;
    }

    static void check(Chain chain, Bench bench, Map<String, double[]> gradients) {
        FiniteDifferences differences = new FiniteDifferences(chain, bench, gradients);
        Random random = new Random(chain.name().hashCode());
        for (Parameter parameter : bench.parameters()) {
            for (int i = 0; i < NUMBERS; i++) {
                int number = random.nextInt(parameter.size());
                differences.checkAlong(differences.unit(parameter, number), parameter.name() + "[" + number + "]");
            }
        }
        for (int i = 0; i < DIRECTIONS; i++) {
            differences.checkAlong(differences.anywhere(random), "direction " + i);
        }
    }

    private int size() {
        return bench.parameters().stream()
                .mapToInt(parameter -> parameter.offset() + parameter.size())
                .max()
                .orElseThrow();
    }

    /** Between parameters there may be numbers that are not trained: those stay. */
    private double[] anywhere(Random random) {
        double[] direction = new double[size()];
        for (Parameter parameter : bench.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                direction[parameter.offset() + i] = random.nextDouble(-1, 1);
            }
        }
        return direction;
    }

    private double[] unit(Parameter parameter, int number) {
        double[] direction = new double[size()];
        direction[parameter.offset() + number] = 1;
        return direction;
    }

    private void checkAlong(double[] direction, String what) {
        double[] start = new double[direction.length];
        Arrays.setAll(start, bench.values()::get);
        double slope = (lossAt(start, direction, STEP) - lossAt(start, direction, -STEP)) / (2 * STEP);
        lossAt(start, direction, 0);
        double expected = 0;
        for (Parameter parameter : bench.parameters()) {
            double[] gradient = gradients.get(parameter.name());
            for (int i = 0; i < gradient.length; i++) {
                expected += gradient[i] * direction[parameter.offset() + i];
            }
        }
        assertThat(expected).as(chain + ", " + what).isCloseTo(slope, within(TOLERANCE * (1 + Math.abs(slope))));
    }

    private double lossAt(double[] start, double[] direction, double step) {
        for (int i = 0; i < start.length; i++) {
            bench.values().set(i, start[i] + step * direction[i]);
        }
        return Outcome.evaluate(chain, bench).loss().sum() / bench.records();
    }
}
