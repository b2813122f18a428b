package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BlobReference;
import sharelora.schemas.BatchRule;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.Keep;
import sharelora.schemas.Task;

class JobFileTest {

    @Test
    void fillsInEveryDefault() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {labels: [a, b]}}";

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.stream().name()).isEqualTo("j");
        assertThat(file.stream().batch()).isEqualTo(new BatchRule(32, 4_096, 8, 500L));
        assertThat(file.stream().holdoutPercent()).isEqualTo(15);
        assertThat(file.learner().adapter().getMethod()).isEqualTo("share-a");
        assertThat(file.learner().adapter().getTargets()).containsExactly("query", "value");
        assertThat(file.learner().training().getLearningRate()).isEqualTo(2e-3);
        assertThat(file.learner().training().getPrecision()).isEqualTo("float32");
        assertThat(file.keep()).isEqualTo(new Keep(3, 20));
        assertThat(file.evaluation())
                .isEqualTo(new EvaluationSettings(200, 1_000, 250, 600_000L, false, null, "float32"));
        assertThat(file.start()).isEqualTo("earliest");
    }

    @Test
    void readsEveryField() {
        // Given
        String yaml = """
            job: javadoc-share-ab
            base: minilm@0123abcd
            task: classification
            stream:
              name: javadoc
              input: {topic: tickets, format: json, id: ticket.id, text: body, label: queue}
              labels: [guava, lucene-core]
              maxLength: 32
              batch: {records: 16, tokens: 1024, minRecords: 4, linger: 2s}
              holdoutPercent: 20
            from: earlier@abcdef12
            adapter:
              {method: share-ab, rank: 4, alpha: 8, dropout: 0.1, targets: [query, key], share: [key], rankStabilized: true, rateRatioB: 16, frozenA: true}
            head: mean
            training: {learningRate: 1e-3, schedule: constant, warmupSteps: 5, weightDecay: 0, clipNorm: 0.3, seed: 9, gradientShards: 2, baseDropout: true, precision: bfloat16}
            snapshotEvery: 10
            checkpointEvery: 30
            keep: {snapshots: 2, checkpoints: 5}
            evaluation: {minRecords: 50, window: 500, shardRecords: 100, deadline: 5m, supersede: true}
            gate: {rise: [accuracy], hold: {macro-f1: 0.01, golden/loss: 0}}
            start: 42
            """;

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.base()).isEqualTo("minilm");
        assertThat(file.baseSha256()).contains("0123abcd");
        assertThat(file.stream().input().orElseThrow().getId()).isEqualTo("ticket.id");
        assertThat(file.stream().batch()).isEqualTo(new BatchRule(16, 1_024, 4, 2_000L));
        assertThat(file.learner().adapter().getDropout()).isEqualTo(0.1);
        assertThat(file.learner().adapter().getShare()).containsExactly("key");
        assertThat(file.learner().adapter().getRankStabilized()).isTrue();
        assertThat(file.learner().adapter().getRateRatioB()).isEqualTo(16);
        assertThat(file.learner().adapter().getFrozenA()).isTrue();
        assertThat(file.from()).contains(new BlobReference("earlier", Optional.of("abcdef12")));
        assertThat(file.learner().training().getLearningRate()).isEqualTo(1e-3);
        assertThat(file.learner().training().getBaseDropout()).isTrue();
        assertThat(file.learner().training().getPrecision()).isEqualTo("bfloat16");
        assertThat(file.evaluation()).isEqualTo(new EvaluationSettings(50, 500, 100, 300_000L, true, null, "float32"));
        assertThat(file.gate().orElseThrow().getRules())
                .containsExactly(
                        new GateRule("holdout", "accuracy", GateKind.RISE, 0.0),
                        new GateRule("holdout", "macro-f1", GateKind.HOLD, 0.01),
                        new GateRule("golden", "loss", GateKind.HOLD, 0.0));
        assertThat(file.start()).isEqualTo("42");
    }

    @Test
    void namesEveryProblemAtOnce() {
        // Given
        String yaml = """
            job: Not A Name
            stream: {labels: [same, same], maxLength: 0, lables: []}
            adapter: {method: sharea, rank: 0, targets: [query, qvery]}
            evaluation: {deadline: soon}
            gate: {rise: [acuracy], hold: {loss: -1}}
            """;

        // When
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));

        // Then
        assertThat(wrong).hasMessageContaining("job.yaml");
        assertThat(wrong.problems())
                .anyMatch(line -> line.startsWith("job: 'Not A Name', expected a name"))
                .anyMatch(line -> line.startsWith("base: missing"))
                .anyMatch(line -> line.startsWith("stream.labels: "))
                .anyMatch(line -> line.startsWith("stream.maxLength: '0', expected a whole number from 3"))
                .anyMatch(line -> line.startsWith("stream.lables: "))
                .anyMatch(line -> line.startsWith("adapter.method: 'sharea', expected one of lora, share-a"))
                .anyMatch(line -> line.startsWith("adapter.rank: '0'"))
                .anyMatch(line -> line.startsWith("adapter.targets: "))
                .anyMatch(line -> line.startsWith("evaluation.deadline: 'soon', expected a duration"))
                .anyMatch(line -> line.startsWith("gate.rise: 'acuracy', expected a metric such as accuracy"))
                .anyMatch(line -> line.startsWith("gate.hold.loss: '-1', expected a number from 0"));
    }

    @Test
    void asksForTheEndOfAScheduleThatGoesDownToOne() {
        // Given
        String job = "{job: j, base: minilm, stream: {labels: [a, b]}, training: {schedule: %s}}";

        // When
        JobFile cosine = JobFile.read(job.formatted("cosine, totalSteps: 500"), "job.yaml");
        WrongUsageException endless = catchThrowableOfType(
                WrongUsageException.class, () -> JobFile.read(job.formatted("linear"), "job.yaml"));
        WrongUsageException allWarmup = catchThrowableOfType(
                WrongUsageException.class, () -> JobFile.read(job.formatted("constant, totalSteps: 20"), "job.yaml"));

        // Then
        assertThat(cosine.learner().training().getTotalSteps()).isEqualTo(500);
        assertThat(endless.problems())
                .containsExactly("training.totalSteps: missing, expected the number of updates that linear goes over");
        assertThat(allWarmup.problems())
                .containsExactly("training.totalSteps: '20', expected more than 20 warmupSteps");
    }

    @Test
    void readsARegressionOnPairsFromTheUsersOwnFields() {
        // Given
        String yaml = """
            job: similarity
            base: minilm
            task: regression
            stream:
              input: {topic: pairs, text: first, textPair: second, score: stars}
            """;

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.task()).isEqualTo(Task.REGRESSION);
        assertThat(file.stream().labels()).isEmpty();
        assertThat(file.stream().input().orElseThrow()).satisfies(input -> {
            assertThat(input.getTextPair()).isEqualTo("second");
            assertThat(input.getScore()).isEqualTo("stars");
            assertThat(input.getLabel()).isNull();
        });
    }

    @Test
    void readsAGenerationAndRefusesItsSettingsElsewhere() {
        // Given
        String words = "{job: j, base: smol, task: generation, training: {loss: all, labelSmoothing: 0.1},"
                + " evaluation: {beamSearch: {beams: 3, noRepeat: 2}},"
                + " stream: {input: {topic: t, text: x, completion: y}}}";
        String classes =
                "{job: j, base: minilm, head: language, training: {labelSmoothing: 0.1}, stream: {labels: [a, b]},"
                        + " evaluation: {beamSearch: {beams: 0}}}";

        // When
        JobFile file = JobFile.read(words, "job.yaml");
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(classes, "job.yaml"));

        // Then
        assertThat(file.task()).isEqualTo(Task.GENERATION);
        assertThat(file.learner().head()).isEqualTo("language");
        assertThat(file.learner().training().getLoss()).isEqualTo("all");
        assertThat(file.stream().input().orElseThrow().getCompletion()).isEqualTo("y");
        assertThat(file.evaluation().getBeamSearch()).isEqualTo(new BeamSearch(3, 1.0, 2));
        assertThat(wrong.problems())
                .containsExactly(
                        "head: 'language', expected one of mean, stock, cosine",
                        "training.labelSmoothing: '0.1', expected no such field but for task: generation",
                        "evaluation.beamSearch: '{\"beams\":0}', expected no such field but for task: generation",
                        "evaluation.beamSearch.beams: '0', expected a whole number from 1 to 64");
    }

    @Test
    void asksForWhatTheTaskIsLearnedBy() {
        // Given
        String job = "{job: j, base: minilm, task: %s, stream: {labels: [a, b], input: {topic: t, text: x}}}";

        // When
        WrongUsageException regression = catchThrowableOfType(
                WrongUsageException.class, () -> JobFile.read(job.formatted("regression"), "job.yaml"));
        WrongUsageException classification = catchThrowableOfType(
                WrongUsageException.class, () -> JobFile.read(job.formatted("classification"), "job.yaml"));

        // Then
        assertThat(regression.problems())
                .containsExactly(
                        "stream.input.score: missing, expected a field's name, dots for nesting",
                        "stream.labels: '[a, b]', expected none, as the task is not classification");
        assertThat(classification.problems())
                .containsExactly("stream.input.label: missing, expected a field's name, dots for nesting");
    }

    @Test
    void asksForLabelsBesideAnyOtherSettingOfAStream() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {name: s, maxLength: 32}}";

        // When
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));

        // Then
        assertThat(wrong.problems()).singleElement().asString().startsWith("stream.labels: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "share: [key]|adapter.share: '[key]', expected some of the targets query, value",
                "share: [qvery]|adapter.share: '[qvery]', expected some of the targets query, value",
                "share: []|adapter.share: '[]', expected some of the targets query, value",
                "share: [value, value]|adapter.share: '[\"value\",\"value\"]', expected some of the targets query,"
                        + " value",
                "rateRatioB: 0|adapter.rateRatioB: '0', expected a number above 0, up to 1000",
                "frozenA: often|adapter.frozenA: 'often', expected true or false",
                "method: lora, share: [query]|adapter.share: '[\"query\"]', expected no such field beside method:"
                        + " lora; known beside share-a, share-b, share-ab"
            })
    void refusesToShareWhatCannotBeShared(String adapter, String problem) {
        // Given
        String yaml = "{job: j, base: minilm, stream: {labels: [a, b]}, adapter: {" + adapter + "}}";

        // When
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));

        // Then
        assertThat(wrong.problems()).containsExactly(problem);
    }

    @Test
    void takesAllTargetsNamedAsTheDefault() {
        // Given
        String yaml = "{job: j, base: minilm, stream: {labels: [a, b]}, adapter: {share: [value, query]}}";

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.learner().adapter().getShare()).isEmpty();
    }
}
