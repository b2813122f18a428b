package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of a job file about replay. */
class ReplayPartTest {

    @Test
    void aJobWithoutItHasNoOptions() {
        // When
        JobFile job = JobFile.read("{job: j, base: b, stream: {labels: [x, y]}}", "job.yaml");

        // Then
        assertThat(job.learner().training().getOptions()).isEmpty();
    }

    @Test
    void anEmptyPartReplaysAsByDefaultAndLeavesTheAgeToSubmit() {
        // When
        JobFile job = JobFile.read("{job: j, base: b, stream: {labels: [x, y]}, replay: {}}", "job.yaml");

        // Then
        assertThat(job.learner().training().getOptions())
                .isEqualTo(Map.of("replay.fraction", "0.25", "replay.size", "1000", "replay.keep", "reservoir"));
    }

    @Test
    void saysWhatTheFileSays() {
        // When
        JobFile job = JobFile.read(
                "{job: j, base: b, stream: {labels: [x, y]}, replay: {fraction: 4, size: 9, keep: balanced, maxAge:"
                        + " 2d}}",
                "job.yaml");

        // Then
        assertThat(job.learner().training().getOptions())
                .isEqualTo(Map.of(
                        "replay.fraction",
                        "4.0",
                        "replay.size",
                        "9",
                        "replay.keep",
                        "balanced",
                        "replay.maxAge",
                        "172800000"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fraction: 0 | replay.fraction: '0', expected a number above 0, up to 4: replayed records for each new"
                        + " one",
                "fraction: 4.5 | replay.fraction: '4.5', expected a number above 0, up to 4: replayed records for each"
                        + " new one",
                "size: 0 | replay.size: '0', expected a whole number from 1 to 1000000",
                "size: 300000 | replay.size: '300000', expected at most 223696 records of maxLength 64, which take 64"
                        + " MiB",
                "keep: all | replay.keep: 'all', expected one of reservoir, surprise, balanced",
                "'size: 1, keep: surprise' | replay.size: '1', expected at least 2, one for each label, as keep is"
                        + " surprise",
                "maxAge: 0s | replay.maxAge: '0', expected a duration above 0",
                "maxAge: soon | replay.maxAge: 'soon', expected a duration such as 500ms, 10s, 10m, 2h or 1d",
                "ages: 3 | replay.ages: '3', expected no such field; known here: fraction, keep, maxAge, size"
            })
    void namesWhatNoJobCanReplayBy(String replay, String complaint) {
        // Given
        String yaml = "{job: j, base: b, stream: {labels: [x, y]}, replay: {" + replay + "}}";

        // When
        List<String> problems = JobFields.problems(yaml);

        // Then
        assertThat(problems).containsExactly(complaint);
    }

    @ParameterizedTest
    @CsvSource({"regression", "generation"})
    void balancedIsForClassesAlone(String task) {
        // Given
        String yaml = "{job: j, base: b, task: " + task + ", stream: {maxLength: 30}, replay: {keep: balanced}}";

        // When
        List<String> problems = JobFields.problems(yaml);

        // Then
        assertThat(problems)
                .containsExactly("replay.keep: 'balanced', expected one of reservoir, surprise, as the task is not"
                        + " classification");
    }
}
