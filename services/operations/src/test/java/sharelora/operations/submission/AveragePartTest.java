package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.fixtures.TrainingJobs;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Job;

class AveragePartTest {

    private static final String FILE = "{job: j, base: minilm, stream: {labels: [a, b]}%s}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|0.999|slow",
                "{decay: 0.99}|0.99|slow",
                "{decay: 5e-1, export: fast}|0.5|fast",
                "{export: slow}|0.999|slow"
            })
    void readsDecayAndCopyWithTheirDefaults(String average, double decay, String export) {
        // When
        JobFile file = JobFile.read(FILE.formatted(", average: " + average), "job.yaml");

        // Then
        assertThat(file.average()).contains(new AverageSettings(decay, export));
    }

    @Test
    void thereIsNoneWhereTheFileSaysNothing() {
        // When
        JobFile file = JobFile.read(FILE.formatted(""), "job.yaml");

        // Then
        assertThat(file.average()).isEmpty();
    }

    @Test
    void namesItsMistakesWithTheFilesOthers() {
        // When
        List<String> problems = JobFields.problems(FILE.formatted(
                ", checkpointEvery: 0, average: {decay: 1, export: both, dekay: 0.9}, training: {learningRate: 0}"));

        // Then
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "training.learningRate: '0', expected a number above 0, below 10",
                        "checkpointEvery: '0', expected a whole number from 1 to 1000000",
                        "average.decay: '1', expected a number above 0, below 1",
                        "average.export: 'both', expected one of slow, fast",
                        "average.dekay: '0.9', expected no such field; known here: decay, export");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.999|average: '0.999', expected an object with fields",
                "{decay: 0}|average.decay: '0', expected a number above 0, below 1",
                "{decay: -0.5}|average.decay: '-0.5', expected a number above 0, below 1",
                "{decay: often}|average.decay: 'often', expected a number above 0, below 1"
            })
    void refusesWhatIsNoAverage(String average, String problem) {
        // When
        List<String> problems = JobFields.problems(FILE.formatted(", average: " + average));

        // Then
        assertThat(problems).containsExactly(problem);
    }

    @Test
    void anotherAverageIsAnotherJob() {
        // Given
        Job before = job("");
        Job averaged = job(", average: {decay: 0.9}");

        // When
        List<String> differences =
                Differences.between(job(", average: {decay: 0.99, export: fast}"), averaged, Set.of());

        // Then
        assertThat(differences).containsExactly("average.decay: 0.99, was 0.9", "average.export: fast, was slow");
        assertThat(Differences.between(averaged, before, Set.of()))
                .singleElement()
                .asString()
                .startsWith("average: ")
                .endsWith(", was null");
    }

    private static Job job(String more) {
        JobFile file = JobFile.read(FILE.formatted(more), "job.yaml");
        return TrainingJobs.job("j").setAverage(file.average().orElse(null)).build();
    }
}
