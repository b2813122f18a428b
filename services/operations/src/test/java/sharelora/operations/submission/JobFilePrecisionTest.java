package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import sharelora.operations.WrongUsageException;

/** What a job file says of the base's weights: what of them is rounded, and how much memory they may take. */
class JobFilePrecisionTest {

    @Test
    void readsWhatIsRoundedInTrainingAndEvaluation() {
        // Given
        String yaml = """
                job: j
                base: minilm
                stream: {labels: [a, b]}
                training: {precision: int8, quantise: [head, layers], outliers: 6.0}
                evaluation: {precision: int8}
                """;

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.learner().training().getQuantise()).containsExactly("layers", "head");
        assertThat(file.learner().training().getOutliers()).isEqualTo(6);
        assertThat(file.evaluation().getPrecision()).isEqualTo("int8");
        assertThat(JobFile.read(yaml.replace("[head, layers]", "[head, embeddings, layers]"), "job.yaml")
                        .learner()
                        .training()
                        .getQuantise())
                .isEmpty();
    }

    @Test
    void refusesRoundingWithoutInt8AndOtherPrecisionsThatItCannotHave() {
        // Given
        String yaml = """
                job: j
                base: minilm
                stream: {labels: [a, b]}
                training: {quantise: [layers], outliers: 6}
                evaluation: {precision: bfloat16}
                """;
        String wrongly = """
                job: j
                base: minilm
                stream: {labels: [a, b]}
                training: {precision: int8, quantise: [layers, norms], outliers: 0}
                """;

        // When
        WrongUsageException without =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));

        // Then
        assertThat(without.problems())
                .containsExactlyInAnyOrder(
                        "training.quantise: '[\"layers\"]', expected precision: int8 beside it",
                        "training.outliers: '6', expected precision: int8 beside it",
                        "evaluation.precision: 'bfloat16', expected one of float32, int8");
        assertThat(catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(wrongly, "job.yaml"))
                        .problems())
                .containsExactlyInAnyOrder(
                        "training.quantise: '[layers, norms]', expected distinct ones of layers, embeddings, head",
                        "training.outliers: '0', expected a number above 0");
    }

    @Test
    void takesTheBasesMemoryWithAPrecisionThatHasIt() {
        // Given
        String head = "{job: j, base: minilm, stream: {labels: [a, b]}, training: ";

        // When
        JobFile small = JobFile.read(head + "{precision: int8, baseMemory: small}}", "job.yaml");
        JobFile plain = JobFile.read(head + "{precision: nf4}}", "job.yaml");
        WrongUsageException wrong = catchThrowableOfType(
                WrongUsageException.class, () -> JobFile.read(head + "{baseMemory: small}}", "job.yaml"));

        // Then
        assertThat(small.learner().training().getBaseMemory()).isEqualTo("small");
        assertThat(plain.learner().training().getBaseMemory()).isEqualTo("fast");
        assertThat(wrong.problems())
                .containsExactly("training.baseMemory: 'small', expected fast, or precision: int8 or nf4");
    }

    @Test
    void refusesOutliersWithoutTheMemoryThatKeepsThem() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {labels: [a, b]},"
                + " training: {precision: int8, baseMemory: small, outliers: 6}}";

        // When
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));

        // Then
        assertThat(wrong.problems()).containsExactly("training.outliers: '6', expected baseMemory: fast beside it");
    }
}
