package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job file can say of regressions. */
class RegressionPartTest {

    private static final String JOB =
            "{job: j, base: minilm, stream: {labels: [a, b]}, gate: {rise: [accuracy]}, onRegression: %s}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{do: restore}|restore|3",
                "{do: restore, limit: 1}|restore|1",
                "{do: pause}|pause|3",
            })
    void isAmongTheOptionsOfTraining(String part, String action, String limit) {
        // When
        JobFile file = JobFile.read(JOB.formatted(part), "job.yaml");
        // Then
        assertThat(file.learner().training().getOptions())
                .isEqualTo(Map.of("onRegression.do", action, "onRegression.limit", limit));
    }

    @Test
    void saysNothingWhereTheJobLearnsOn() {
        // When
        JobFile file = JobFile.read(JOB.formatted("{do: continue}"), "job.yaml");
        // Then
        assertThat(file.learner().training().getOptions()).isEmpty();
    }

    @Test
    void namesWhatIsWrongWithTheFilesOtherMistakes() {
        // Given
        String file = "{job: j, base: minilm, stream: {labels: [a, b]}, snapshotEvery: 0, onRegression: {do: restore}}";
        // When / Then
        assertThat(JobFields.problems(file))
                .containsExactlyInAnyOrder(
                        "snapshotEvery: '0', expected a whole number from 1 to 1000000",
                        "onRegression.do: 'restore', expected continue, as the job has no gate that could find a"
                                + " regression");
    }

    @Test
    void refusesAnotherWordAndNoRestoreAtAll() {
        // When / Then
        assertThat(JobFields.problems(JOB.formatted("{do: forget}")))
                .containsExactly("onRegression.do: 'forget', expected one of continue, pause, restore");
        assertThat(JobFields.problems(JOB.formatted("{do: restore, limit: 0}")))
                .containsExactly("onRegression.limit: '0', expected a whole number from 1 to 1000");
    }
}
