package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.engine.model.config.Gpt2Config;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.SpecialTokens;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;

class SubmissionTest {

    private static final BaseModels.Base BASE = new BaseModels.Base("minilm", "b".repeat(64), "t".repeat(64));
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");
    private static final String PLAIN = "{job: j, base: minilm, stream: {name: s, labels: [a, b]}}";

    private final Submission first = submit(PLAIN, Optional.empty(), Optional.empty(), FIRST);
    private final Stream stream = first.stream().orElseThrow();
    private final Job job = first.job().orElseThrow();

    @Test
    void writesANewStreamAndANewJobWithTheBasePinned() {
        // Given
        String yaml = "{job: other, base: minilm, stream: {labels: [x, y]}, adapter: {rank: 4}}";

        // When
        Submission written = submit(yaml, Optional.empty(), Optional.empty(), FIRST);

        // Then
        assertThat(written.stream().orElseThrow()).satisfies(each -> {
            assertThat(each.getName()).isEqualTo("other");
            assertThat(each.getBaseSha256()).isEqualTo(BASE.sha256());
            assertThat(each.getTokenizerSha256()).isEqualTo(BASE.tokenizerSha256());
            assertThat(each.getLabels()).containsExactly("x", "y");
            assertThat(each.getCreatedAt()).isEqualTo(FIRST);
        });
        assertThat(written.job().orElseThrow()).satisfies(each -> {
            assertThat(each.getJobId()).isEqualTo("other");
            assertThat(each.getStream()).isEqualTo("other");
            assertThat(each.getBaseSha256()).isEqualTo(BASE.sha256());
            assertThat(each.getAdapter().getRank()).isEqualTo(4);
            assertThat(each.getState()).isEqualTo(JobState.RUNNING);
        });
    }

    @Test
    void writesNothingWhereTheSameIsSubmittedAgainLater() {
        // Given
        Job paused = Job.newBuilder(job).setState(JobState.PAUSED).build();

        // When
        Submission again = submit(PLAIN, Optional.of(stream), Optional.of(paused), LATER);

        // Then
        assertThat(again.stream()).isEmpty();
        assertThat(again.job()).isEmpty();
    }

    @Test
    void keepsWhatAnOperatorHadSkippedWhateverIsSubmittedAgain() {
        // Given
        Source skip = new Source("sharelora.stream.s.examples.v1", 0, 7L);
        Stream skipping = Stream.newBuilder(stream).setSkips(List.of(skip)).build();

        // When
        Submission again = submit(PLAIN, Optional.of(skipping), Optional.of(job), LATER);
        Submission grown = submit(
                "{job: j, base: minilm, stream: {name: s, labels: [a, b, c]}}",
                Optional.of(skipping),
                Optional.of(job),
                LATER);

        // Then
        assertThat(again.stream()).isEmpty();
        assertThat(grown.stream().orElseThrow().getSkips()).containsExactly(skip);
    }

    @Test
    void refusesAnotherStreamAndAnotherJobWithEveryDifferenceNamed() {
        // Given
        String yaml = """
                job: j
                base: minilm
                stream: {name: s, labels: [b, a], maxLength: 32, batch: {linger: 1s}}
                adapter: {rank: 4}
                training: {seed: 8}
                checkpointEvery: 10
                """;

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit(yaml, Optional.of(stream), Optional.of(job), LATER));

        // Then
        assertThat(refused).hasMessageContaining("job j or its stream s is there already and immutable");
        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "stream.labels: [b, a], was [a, b]; labels can only be appended",
                        "stream.maxLength: 32, was 64",
                        "stream.batch.lingerMs: 1000, was 500",
                        "adapter.rank: 4, was 8",
                        "training.seed: 8, was 7",
                        "checkpointEvery: 10, was 50");
    }

    @Test
    void refusesToDropALabel() {
        // Given
        Stream three =
                Stream.newBuilder(stream).setLabels(List.of("a", "b", "c")).build();

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit(PLAIN, Optional.of(three), Optional.of(job), LATER));

        // Then
        assertThat(refused.problems())
                .containsExactly("stream.labels: [a, b], was [a, b, c]; labels can only be appended");
    }

    @Test
    void appendsLabelsAndChangesNothingElse() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {name: s, labels: [a, b, c]}}";

        // When
        Submission grown = submit(yaml, Optional.of(stream), Optional.of(job), LATER);

        // Then
        assertThat(grown.stream())
                .contains(Stream.newBuilder(stream)
                        .setLabels(List.of("a", "b", "c"))
                        .build());
        assertThat(grown.job()).isEmpty();
    }

    @Test
    void replacesKeepAndLeavesAPausedJobPaused() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {name: s}, keep: {snapshots: 5, checkpoints: 2}}";
        Job paused = Job.newBuilder(job).setState(JobState.PAUSED).build();

        // When
        Submission kept = submit(yaml, Optional.of(stream), Optional.of(paused), LATER);

        // Then
        assertThat(kept.stream()).isEmpty();
        assertThat(kept.job())
                .contains(Job.newBuilder(paused).setKeep(new Keep(5, 2)).build());
    }

    @Test
    void letsAnotherJobLearnFromAStreamThatIsOnlyNamed() {
        // Given
        String yaml = "{job: second, base: minilm, stream: {name: s}, adapter: {method: lora}}";

        // When
        Submission second = submit(yaml, Optional.of(stream), Optional.empty(), LATER);

        // Then
        assertThat(second.stream()).isEmpty();
        assertThat(second.job().orElseThrow().getStream()).isEqualTo("s");
        assertThat(second.job().orElseThrow().getCreatedAt()).isEqualTo(LATER);
    }

    @Test
    void asksForLabelsWhereTheNamedStreamIsNotThere() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {name: nowhere}}";

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit(yaml, Optional.empty(), Optional.empty(), FIRST));

        // Then
        assertThat(refused).hasMessageContaining("stream.labels: missing").hasMessageContaining("'nowhere'");
    }

    @Test
    void letsABaseWithTheSameTokenizerLearnFromTheStream() {
        // Given
        BaseModels.Base larger = new BaseModels.Base("bert", "c".repeat(64), BASE.tokenizerSha256());
        JobFile file = JobFile.read("{job: k, base: bert, stream: {name: s, labels: [a, b]}}", "job.yaml");

        // When
        Submission written = submission(file, pinned(larger), new Stored(Optional.of(stream), Optional.empty()), LATER);

        // Then
        assertThat(written.stream()).isEmpty();
        assertThat(written.job().orElseThrow().getBaseSha256()).isEqualTo(larger.sha256());
    }

    @Test
    void pinsTheTokenThatEndsATextAndHowWordsAreLearned() {
        // Given
        BaseModels.Base gpt2 = new BaseModels.Base("smol", "b".repeat(64), "t".repeat(64));
        String yaml = "{job: j, base: smol, task: generation, stream: {holdoutPercent: 10},"
                + " training: {loss: all, labelSmoothing: 0.1}}";

        // When
        Submission written = submission(JobFile.read(yaml, "job.yaml"), goingOn(gpt2, 2), Stored.NOTHING, FIRST);

        // Then
        Job learner = written.job().orElseThrow();
        assertThat(written.stream().orElseThrow().getEndToken()).isEqualTo(2);
        assertThat(written.stream().orElseThrow().getLabels()).isEmpty();
        assertThat(learner.getTask()).isEqualTo(Task.GENERATION);
        assertThat(learner.getHead()).isEqualTo("language");
        assertThat(learner.getTraining().getLoss()).isEqualTo("all");
        assertThat(learner.getTraining().getLabelSmoothing()).isEqualTo(0.1);
    }

    @Test
    void refusesABaseWithAnotherTokenizer() {
        // Given
        BaseModels.Base other = new BaseModels.Base("bert", "c".repeat(64), "u".repeat(64));
        JobFile file = JobFile.read("{job: k, base: bert, stream: {name: s}}", "job.yaml");

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> submission(file, pinned(other), new Stored(Optional.of(stream), Optional.empty()), LATER));

        // Then
        assertThat(refused.problems())
                .containsExactly("stream.tokenizerSha256: " + "u".repeat(64) + ", was " + "t".repeat(64));
    }

    @Test
    void refusesTheNameOfAJobThatWasDeleted() {
        // Given
        Job deleted = Job.newBuilder(job).setState(JobState.DELETED).build();

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit(PLAIN, Optional.of(stream), Optional.of(deleted), LATER));

        // Then
        assertThat(refused).hasMessage("job: 'j', expected another name: this one was deleted");
    }

    private static Submission submit(String yaml, Optional<Stream> stream, Optional<Job> job, Instant now) {
        return submission(JobFile.read(yaml, "job.yaml"), pinned(BASE), new Stored(stream, job), now);
    }

    private static Submission submission(JobFile file, PinnedModels models, Stored there, Instant now) {
        Submission.requireNames(file, there);
        return Submission.of(AskedJob.of(file, models, there, now, new Problems()), there, List.of());
    }

    private static PinnedModels pinned(BaseModels.Base base) {
        ModelShape shape = new ModelShape("bert", 1, 8, 2, 2, 16, 20, 64);
        return new PinnedModels(base, ModelConfig.of(shape), 20, Optional.empty());
    }

    /** A language model whose config names the token that ends a text. */
    private static PinnedModels goingOn(BaseModels.Base base, int endToken) {
        Gpt2Config plain = (Gpt2Config) ModelConfig.of(new ModelShape("gpt2", 1, 8, 2, 2, 16, 20, 64));
        Gpt2Config ending = new Gpt2Config(
                plain.layers(),
                plain.hidden(),
                plain.heads(),
                plain.intermediate(),
                plain.vocabulary(),
                plain.positions(),
                plain.layerNormEpsilon(),
                plain.dropouts(),
                plain.tied(),
                new SpecialTokens(List.of(), List.of(endToken), List.of()));
        return new PinnedModels(base, ending, 20, Optional.empty());
    }
}
