package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.EvaluationAveraging;
import org.nd4j.evaluation.classification.Evaluation;

class ConfusionMatrixTest {

    /** Rows true, columns predicted: [[5, 1, 0], [2, 3, 1], [0, 0, 8]]. */
    private static final int[] BALANCED = {5, 1, 0, 2, 3, 1, 0, 0, 8};

    @Test
    void threeClassesGiveWhatHandComputationGives() {
        // When
        ConfusionMatrix confusion = new ConfusionMatrix(3, BALANCED);

        // Then: F1 10/13, 6/10, 16/17; MCC (16·20 − 138) / √((400 − 146)(400 − 136))
        assertThat(confusion.correct()).isEqualTo(16);
        assertThat(confusion.macroF1()).isCloseTo((10 / 13.0 + 0.6 + 16 / 17.0) / 3, within(1e-12));
        assertThat(confusion.mcc()).isCloseTo(182 / Math.sqrt(254.0 * 264.0), within(1e-12));
    }

    @Test
    void agreesWithNd4jWhereEveryClassIsTrueAndPredicted() {
        // Given
        Evaluation evaluation = new Evaluation(3);
        for (int cell = 0; cell < BALANCED.length; cell++) {
            for (int i = 0; i < BALANCED[cell]; i++) {
                evaluation.eval(cell % 3, cell / 3);
            }
        }

        // When
        ConfusionMatrix confusion = new ConfusionMatrix(3, BALANCED);

        // Then
        assertThat(confusion.correct() / 20.0).isCloseTo(evaluation.accuracy(), within(1e-12));
        assertThat(confusion.macroF1()).isCloseTo(evaluation.f1(EvaluationAveraging.Macro), within(1e-12));
    }

    @Test
    void twoClassesHaveTheBinaryCorrelationOfNd4j() {
        // Given
        int[] counts = {7, 3, 2, 8};
        Evaluation evaluation = new Evaluation(2);
        for (int cell = 0; cell < counts.length; cell++) {
            for (int i = 0; i < counts[cell]; i++) {
                evaluation.eval(cell % 2, cell / 2);
            }
        }

        // When
        double mcc = new ConfusionMatrix(2, counts).mcc();

        // Then
        assertThat(mcc).isCloseTo(evaluation.matthewsCorrelation(1), within(1e-12));
    }

    @Test
    void alwaysSayingOneClassEarnsNothingForTheOthers() {
        // Given
        int[] counts = {2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};

        // When
        ConfusionMatrix confusion = new ConfusionMatrix(4, counts);

        // Then: class 0 has F1 2/3, classes 1 and 2 have 0, class 3 is not there
        assertThat(confusion.macroF1()).isCloseTo(2 / 9.0, within(1e-12));
        assertThat(confusion.mcc()).isZero();
    }
}
