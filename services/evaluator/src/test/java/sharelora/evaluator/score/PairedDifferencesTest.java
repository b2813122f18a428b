package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;

class PairedDifferencesTest {

    private static final int N = 500;

    @Test
    void saysValueIntervalAndMethodOfEveryMetric() {
        // Given
        int[] targets = targets();
        SubjectPredictions better = answered(targets, 0.85, 1, 0.4);
        SubjectPredictions worse = answered(targets, 0.6, 2, 0.9);

        // When
        List<Difference> differences = PairedDifferences.of(targets, better, worse);

        // Then
        assertThat(differences).extracting(Difference::getName).containsExactly("accuracy", "macro-f1", "mcc", "loss");
        assertThat(differences)
                .extracting(Difference::getMethod)
                .containsExactly("mcnemar", "paired-bootstrap", "paired-bootstrap", "paired-bootstrap");
        assertThat(differences).extracting(Difference::getN).containsOnly(N);
        for (Difference each : differences) {
            assertThat(each.getValue()).isBetween(each.getLow(), each.getHigh());
        }
        assertThat(differences.get(0).getLow()).isPositive();
        assertThat(differences.get(0).getP()).isLessThan(1e-6);
        assertThat(differences.get(3).getHigh()).isNegative();
    }

    @Test
    void valueIsTheDifferenceOfTheTwoSubjectsOwnMetrics() {
        // Given
        int[] targets = targets();
        SubjectPredictions mine = answered(targets, 0.8, 1, 0.5);
        SubjectPredictions other = answered(targets, 0.7, 2, 0.6);

        // When
        List<Difference> differences = PairedDifferences.of(targets, mine, other);

        // Then
        List<Metric> ours = ClassificationMetrics.of(targets, mine, sum(mine.losses()));
        List<Metric> theirs = ClassificationMetrics.of(targets, other, sum(other.losses()));
        for (int i = 0; i < differences.size(); i++) {
            assertThat(differences.get(i).getValue())
                    .isCloseTo(ours.get(i).getValue() - theirs.get(i).getValue(), within(1e-12));
        }
    }

    @Test
    void pairingIsNarrowerThanTheTwoIntervalsWhereTheSameRecordsAreHard() {
        // Given: the same 30 % of the records are wrong, and 10 more of one subject's
        int[] targets = targets();
        SubjectPredictions mine = new SubjectPredictions(wrongUpTo(targets, 150), new double[0]);
        SubjectPredictions other = new SubjectPredictions(wrongUpTo(targets, 160), new double[0]);

        // When
        Difference accuracy = PairedDifferences.of(targets, mine, other).getFirst();

        // Then
        Interval own = Interval.wilson(N - 150, N);
        assertThat(accuracy.getValue()).isEqualTo(10.0 / N);
        assertThat(accuracy.getLow()).isPositive();
        assertThat(accuracy.getHigh() - accuracy.getLow()).isLessThan((own.high() - own.low()) / 2);
    }

    @Test
    void equalSubjectsDifferInNothingAndStillHaveAnInterval() {
        // Given
        int[] targets = targets();
        SubjectPredictions same = answered(targets, 0.8, 1, 0.5);

        // When
        List<Difference> differences = PairedDifferences.of(targets, same, same);

        // Then
        assertThat(differences).extracting(Difference::getValue).containsOnly(0.0);
        assertThat(differences.getFirst().getP()).isEqualTo(1);
        assertThat(differences.getFirst().getLow()).isNegative();
        assertThat(differences.getFirst().getHigh()).isPositive();
    }

    @Test
    void withoutLossesThereIsNoDifferenceOfLoss() {
        // Given
        int[] targets = {0, 1, 0};
        SubjectPredictions mine = new SubjectPredictions(targets, new double[0]);

        // When / Then
        assertThat(PairedDifferences.of(targets, mine, mine))
                .extracting(Difference::getName)
                .containsExactly("accuracy", "macro-f1", "mcc");
    }

    @Test
    void answersToOtherRecordsAreRefusedWhoseverTheyAre() {
        // Given
        int[] targets = {0, 1, 0};
        SubjectPredictions three = new SubjectPredictions(targets, new double[0]);
        SubjectPredictions two = new SubjectPredictions(new int[2], new double[0]);

        // When / Then
        assertThatThrownBy(() -> PairedDifferences.of(targets, three, two))
                .hasMessage("3 and 2 predictions, expected 3 each");
        assertThatThrownBy(() -> PairedDifferences.of(targets, two, three))
                .hasMessage("2 and 3 predictions, expected 3 each");
    }

    @Test
    void ofNoRecordNothingIsSaid() {
        SubjectPredictions none = new SubjectPredictions(new int[0], new double[0]);

        assertThat(PairedDifferences.of(new int[0], none, none)).isEmpty();
    }

    @Test
    void lossesThatOneAloneHasAreNotCompared() {
        // Given
        int[] targets = {0, 1, 0};
        SubjectPredictions with = new SubjectPredictions(targets, new double[] {0.1, 0.2, 0.3});
        SubjectPredictions without = new SubjectPredictions(targets, new double[0]);

        // When / Then
        assertThat(PairedDifferences.of(targets, with, without)).hasSize(3);
        assertThat(PairedDifferences.of(targets, without, with)).hasSize(3);
    }

    private static int[] targets() {
        int[] targets = new int[N];
        for (int i = 0; i < N; i++) {
            targets[i] = i % 4;
        }
        return targets;
    }

    private static SubjectPredictions answered(int[] targets, double accuracy, long seed, double loss) {
        Random random = new Random(seed);
        int[] predictions = new int[N];
        double[] losses = new double[N];
        for (int i = 0; i < N; i++) {
            predictions[i] = random.nextDouble() < accuracy ? targets[i] : (targets[i] + 1) % 4;
            losses[i] = loss * random.nextDouble() * 2;
        }
        return new SubjectPredictions(predictions, losses);
    }

    private static int[] wrongUpTo(int[] targets, int wrong) {
        int[] predictions = targets.clone();
        for (int i = 0; i < wrong; i++) {
            predictions[i] = (targets[i] + 1) % 4;
        }
        return predictions;
    }

    private static double sum(double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }
}
