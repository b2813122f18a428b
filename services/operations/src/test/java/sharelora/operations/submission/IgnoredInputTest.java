package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.schemas.IgnoredRecord;
import sharelora.schemas.Stream;

/** {@code stream.input.ignore} of a job file. */
class IgnoredInputTest {

    private static final PinnedModels MODELS = new PinnedModels(
            new BaseModels.Base("minilm", "b".repeat(64), "t".repeat(64)),
            ModelConfig.of(new ModelShape("bert", 1, 8, 2, 2, 16, 20, 64)),
            20,
            Optional.empty());

    @Test
    void nothingIsIgnoredUnlessTheFileSaysSo() {
        assertThat(ignored("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[tombstones]          | TOMBSTONES",
                "[deletes]             | DELETES",
                "[tombstones, deletes] | TOMBSTONES DELETES",
                "[deletes, tombstones] | TOMBSTONES DELETES"
            })
    void readsTheListAsASet(String list, String kinds) {
        assertThat(ignored(", ignore: " + list)).extracting(IgnoredRecord::name).containsExactly(kinds.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[updates]             | [updates]",
                "[Deletes]             | [Deletes]",
                "[deletes, deletes]    | [\"deletes\",\"deletes\"]",
                "[deletes, updates]    | [deletes, updates]",
                "[]                    | []",
                "deletes               | deletes",
                "true                  | true",
                "[{a: b}]              | [{\"a\":\"b\"}]"
            })
    void refusesWhatIsNoneBesideTheOtherMistakes(String list, String shown) {
        // When
        List<String> problems = JobFields.problems(file(", ignore: " + list).replace("topic: t", "topic: a b"));

        // Then
        assertThat(problems)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .isEqualTo("stream.input.ignore: '" + shown
                                        + "', expected distinct ones of tombstones, deletes"),
                        line -> assertThat(line).startsWith("stream.input.topic: "));
        assertThat(JobSchema.marks(file(", ignore: " + list))).isNotEmpty();
    }

    @Test
    void anotherListForAStreamThatIsThereIsRefused() {
        // Given
        Stream there =
                submit(file(", ignore: [deletes]"), Optional.empty()).stream().orElseThrow();

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit(file(", ignore: [deletes, tombstones]"), Optional.of(there)));

        // Then
        assertThat(refused.problems()).containsExactly("stream.input.ignore: [TOMBSTONES, DELETES], was [DELETES]");
        assertThat(submit(file(", ignore: [deletes]"), Optional.of(there)).stream())
                .isEmpty();
    }

    private static List<IgnoredRecord> ignored(String more) {
        return JobFile.read(file(more), "job.yaml").stream()
                .input()
                .orElseThrow()
                .getIgnore();
    }

    private static String file(String more) {
        return "{job: j, base: minilm, stream: {labels: [a, b], input: {topic: t, text: x, label: l%s}}}"
                .formatted(more);
    }

    private static Submission submit(String yaml, Optional<Stream> there) {
        Stored stored = new Stored(there, Optional.empty());
        AskedJob asked = AskedJob.of(JobFile.read(yaml, "job.yaml"), MODELS, stored, Instant.EPOCH, new Problems());
        return Submission.of(asked, stored, List.of());
    }
}
