package sharelora.engine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sharelora.engine.format.ModelFormatException;

class LinearProbeTest {

    private static final int COLUMNS = 20;
    private static final int CLASSES = 4;

    @Test
    void separatesWhatALineSeparates() {
        // Given
        int[] targets = targets(600);
        float[][] features = features(targets, 1);
        int[] others = targets(400);
        float[][] unseen = features(others, 2);
        // When
        LinearProbe probe = LinearProbe.fit(features, targets, CLASSES, 7);
        // Then
        assertThat(accuracy(probe.predict(unseen), others)).isGreaterThan(0.95);
        assertThat(Arrays.stream(probe.predict(unseen, others).losses())
                        .average()
                        .orElseThrow())
                .isLessThan(0.15);
    }

    @Test
    void theSameRowsMakeTheSameBytes() {
        // Given
        int[] targets = targets(300);
        float[][] features = features(targets, 1);
        byte[] first = LinearProbe.fit(features, targets, CLASSES, 7).toBytes();
        // When
        byte[] second = LinearProbe.fit(features, targets, CLASSES, 7).toBytes();
        // Then
        assertThat(second).containsExactly(first);
        assertThat(LinearProbe.fit(features, targets, CLASSES, 8).toBytes()).isNotEqualTo(first);
    }

    @Test
    void saysTheSameAfterAWayThroughBytes() {
        // Given
        int[] targets = targets(300);
        float[][] features = features(targets, 1);
        LinearProbe probe = LinearProbe.fit(features, targets, CLASSES, 7);
        // When
        LinearProbe again = LinearProbe.fromBytes(probe.toBytes());
        // Then
        assertThat(again.classes()).isEqualTo(CLASSES);
        assertThat(again.predict(features, targets).losses())
                .containsExactly(probe.predict(features, targets).losses());
        assertThat(again.toBytes()).containsExactly(probe.toBytes());
    }

    @Test
    void refusesBytesThatAreNoProbe() {
        assertThatThrownBy(() -> LinearProbe.fromBytes(new byte[200])).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void refusesATargetThatIsNoClass() {
        assertThatThrownBy(() -> LinearProbe.fit(new float[][] {{1}}, new int[] {2}, 2, 7))
                .hasMessage("a target is 2, expected 0 to 1");
    }

    private static int[] targets(int rows) {
        int[] targets = new int[rows];
        Arrays.setAll(targets, i -> i % CLASSES);
        return targets;
    }

    /** A cloud per class, far from the origin and of unlike widths, so that scaling matters; one column is constant. */
    private static float[][] features(int[] targets, long seed) {
        Random random = new Random(seed);
        float[][] features = new float[targets.length][COLUMNS];
        for (int row = 0; row < targets.length; row++) {
            for (int i = 0; i < COLUMNS - 1; i++) {
                double center = i % CLASSES == targets[row] ? 2 : 0;
                features[row][i] = (float) ((center + random.nextGaussian()) * (i + 1) + 50);
            }
            features[row][COLUMNS - 1] = 3;
        }
        return features;
    }

    private static double accuracy(int[] classes, int[] targets) {
        int correct = 0;
        for (int i = 0; i < targets.length; i++) {
            correct += classes[i] == targets[i] ? 1 : 0;
        }
        return correct / (double) targets.length;
    }
}
