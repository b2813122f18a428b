package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
        assertThat(file.evaluation()).isEqualTo(new EvaluationSettings(200, 1_000, 250, 600_000L, false, null));
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
        assertThat(file.evaluation()).isEqualTo(new EvaluationSettings(50, 500, 100, 300_000L, true, null));
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
                        "head: 'language', expected one of mean, stock",
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
                "share: [value, value]|adapter.share: '[\"value\",\"value\"]', expected some of the targets query, value",
                "rateRatioB: 0|adapter.rateRatioB: '0', expected a number above 0, up to 1000",
                "frozenA: often|adapter.frozenA: 'often', expected true or false",
                "method: lora, share: [query]|adapter.share: '[\"query\"]', expected no such field beside method: lora; known beside share-a, share-b, share-ab"
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "[1, 2]                         | job.yaml holds one array, expected fields such as job:, base:, stream:",
                "just a text                    | job.yaml holds one text, expected fields",
                "##                             | job.yaml holds nothing, expected fields",
                "job: {                         | job.yaml is not YAML: line ",
                "stream:~\tlabels: [a]          | job.yaml is not YAML: line 2: while scanning for the next token, found character"
            })
    void refusesWhatIsNotYamlInOneLine(String yaml, String message) {
        // When
        WrongUsageException wrong = refused(yaml.replace('~', '\n'));

        // Then
        assertThat(wrong).hasMessageStartingWith(message);
        assertThat(wrong.getMessage()).doesNotContain("\n");
        assertThat(wrong.problems()).isEmpty();
    }

    @Test
    void refusesBytesThatAreNotUtf8ByTheirLine() {
        // Given
        byte[] latin1 = "job: j\nbase: tiny\nstream: {labels: [caf\u00E9, b]}\n".getBytes(StandardCharsets.ISO_8859_1);

        // When
        WrongUsageException wrong =
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(latin1, "job.yaml"));

        // Then
        assertThat(wrong).hasMessage("job.yaml: line 3 is not UTF-8; write the file as UTF-8");
    }

    @Test
    void readsAFileWithAByteOrderMarkAndCarriageReturns() {
        // Given
        byte[] file =
                "\uFEFFjob: j\r\nbase: tiny\r\nstream: {labels: [\u00FC, b]}\r\n".getBytes(StandardCharsets.UTF_8);

        // When
        JobFile read = JobFile.read(file, "job.yaml");

        // Then
        assertThat(read.stream().labels()).containsExactly("\u00FC", "b");
    }

    @Test
    void takesLabelsAsTheyAreWritten() {
        // Given
        String labels = "01, 1.10, 1_000, 0x1F, yes, No, True, false, 12:30, 2024-01-01, 1e3, .5, +1, .nan, 010, '~'";

        // When
        JobFile file = JobFile.read("{job: j, base: tiny, stream: {labels: [" + labels + "]}}", "job.yaml");

        // Then
        assertThat(file.stream().labels())
                .isEqualTo(List.of(labels.replace("'", "").split(", ")));
    }

    @Test
    void takesTheFirstOfAFieldThatIsThereTwiceForAProblem() {
        assertThat(refused("""
                        job: j
                        base: tiny
                        stream: {labels: [a, b], labels: [c]}
                        adapter: {rank: 4}
                        adapter: {rank: 8}
                        """).problems())
                .containsExactly(
                        "stream.labels: '[\"c\"]', expected the field once; line 3 has it again",
                        "adapter: '{\"rank\":8}', expected the field once; line 5 has it again");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(refused("{job: j, base: tiny, stream: {labels: [a, b]}}\n---\njob: k\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("file: '---', expected one document; a second begins in line ");
    }

    @Test
    void refusesAliasesByTheirPlaceAndName() {
        assertThat(refused("""
                        job: j
                        base: tiny
                        stream: {labels: [a, &b b, *b]}
                        adapter: {rank: &r 4, alpha: *r}
                        """).problems())
                .contains(
                        "stream.labels: '*b', expected the value itself: a job file has no aliases",
                        "adapter.alpha: '*r', expected the value itself: a job file has no aliases");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "adapter: {alpha: true}                    | adapter.alpha: 'true'",
                "adapter: {alpha: .nan}                    | adapter.alpha: '.nan'",
                "adapter: {alpha: .inf}                    | adapter.alpha: '.inf'",
                "adapter: {alpha: 1e400}                   | adapter.alpha: '1e400'",
                "adapter: {alpha: 010}                     | adapter.alpha: '010'",
                "adapter: {alpha: 0x10}                    | adapter.alpha: '0x10'",
                "adapter: {rank: 18446744073709551624}     | adapter.rank: '18446744073709551624'",
                "adapter: {rank: 4294967304}               | adapter.rank: '4294967304'",
                "adapter: {rank: 8.0}                      | adapter.rank: '8.0'",
                "adapter: {rank: 010}                      | adapter.rank: '010'",
                "adapter: {rank: 0x8}                      | adapter.rank: '0x8'",
                "adapter: {rank: 1:20}                     | adapter.rank: '1:20'",
                "adapter: {rank: '8'}                      | adapter.rank: '8'",
                "adapter: {frozenA: yes}                   | adapter.frozenA: 'yes'",
                "adapter: {frozenA: 1}                     | adapter.frozenA: '1'",
                "training: {seed: 99999999999999999999}    | training.seed: '99999999999999999999'",
                "training: {seed: 9223372036854775808}     | training.seed: '9223372036854775808'",
                "training: {seed: 7.0}                     | training.seed: '7.0'",
                "evaluation: {deadline: 5}                 | evaluation.deadline: '5'"
            })
    void makesNoOtherValueOfWhatIsWritten(String field, String problem) {
        assertThat(refused("{job: j, base: tiny, stream: {labels: [a, b]}, " + field.replace('~', '"') + "}")
                        .problems())
                .singleElement()
                .asString()
                .startsWith(problem + ", expected ");
    }

    @Test
    void takesTheOutermostNumbersThatFit() {
        // Given
        String yaml = "{job: j, base: tiny, stream: {labels: [a, b], batch: {tokens: 8_192}},"
                + " adapter: {alpha: 2.0E-4, dropout: .5}, training: {seed: -9223372036854775808, learningRate: 1e-3}}";

        // When
        JobFile file = JobFile.read(yaml, "job.yaml");

        // Then
        assertThat(file.learner().training().getSeed()).isEqualTo(Long.MIN_VALUE);
        assertThat(file.learner().training().getLearningRate()).isEqualTo(1e-3);
        assertThat(file.learner().adapter().getAlpha()).isEqualTo(2.0E-4);
        assertThat(file.learner().adapter().getDropout()).isEqualTo(0.5);
        assertThat(file.stream().batch().getTokens()).isEqualTo(8_192);
    }

    @Test
    void namesEveryMistakeBesideANumberThatIsNone() {
        assertThat(refused("""
                        job: y07
                        base: tiny
                        stream: {labels: a, maxLength: "64", holdoutPercent: 15.5, batch: {linger: 5}}
                        adapter: {rank: 8.0, alpha: true, targets: query, dropout: "0,1"}
                        training: {seed: 99999999999999999999, learningRate: .nan, clipNorm: .inf}
                        """).problems())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .contains(
                        "stream.labels",
                        "stream.maxLength",
                        "stream.holdoutPercent",
                        "stream.batch.linger",
                        "adapter.rank",
                        "adapter.alpha",
                        "adapter.targets",
                        "adapter.dropout",
                        "training.seed",
                        "training.learningRate",
                        "training.clipNorm");
    }

    @Test
    void refusesTwoLabelsThatAreOneInUnicodesNormalForm() {
        assertThat(refused("{job: j, base: tiny, stream: {labels: [\"cafe\u0301\", \"caf\u00E9\"]}}")
                        .problems())
                .anyMatch(line -> line.startsWith("stream.labels: "));
    }

    @Test
    void showsWhatIsWrongWithoutLettingItActOnATerminal() {
        assertThat(refused("{job: \"\\e[31mred\", base: tiny, stream: {labels: [a, b]}}")
                        .problems())
                .contains("job: '\\u001b[31mred', expected " + JobFile.NAME_EXPECTED);
    }

    private static WrongUsageException refused(String yaml) {
        return catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));
    }
}
