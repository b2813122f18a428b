package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.operations.OperatorName;
import sharelora.operations.WrongUsageException;

/** What is no job file at all, or would be another one if it were read half: refused, or taken as it is written. */
class JobFileYamlTest {

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
                catchThrowableOfType(WrongUsageException.class, () -> JobFile.draft(latin1, "job.yaml"));

        // Then
        assertThat(wrong).hasMessage("job.yaml: line 3 is not UTF-8; write the file as UTF-8");
    }

    @Test
    void readsAFileWithAByteOrderMarkAndCarriageReturns() {
        // Given
        byte[] file =
                "\uFEFFjob: j\r\nbase: tiny\r\nstream: {labels: [\u00FC, b]}\r\n".getBytes(StandardCharsets.UTF_8);

        // When
        JobFile read = JobFile.draft(file, "job.yaml").sound();

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{job: My_Job.v1, base: tiny, stream: {labels: [a, b]}}          | job",
                "{job: , base: tiny, stream: {labels: [a, b]}}                   | job",
                "{job: j, base: , stream: {labels: [a, b]}}                      | base",
                "{job: j, base: tiny, stream: {labels: 'a, b, c'}}               | stream.labels",
                "{job: j, base: tiny, stream: {labels: []}}                      | stream.labels",
                "{job: j, base: tiny, stream: {labels: [null, b]}}               | stream.labels",
                "{job: j, base: tiny, stream: {labels: [a, b], input: my.topic}} | stream.input",
                "{job: j, base: tiny, stream: {labels: [a, b], input: }}         | stream.input",
                "{job: j, base: tiny, stream: {labels: [a, b]}, gate: accuracy}  | gate",
                "{job: j, base: tiny, stream: {labels: [a, b]}, from: }          | from"
            })
    void namesOneMistakeOnce(String yaml, String place) {
        assertThat(refused(yaml).problems()).singleElement().asString().startsWith(place + ": '");
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
                .contains("job: '\\u001b[31mred', expected " + OperatorName.EXPECTED);
    }

    private static WrongUsageException refused(String yaml) {
        return catchThrowableOfType(WrongUsageException.class, () -> JobFile.read(yaml, "job.yaml"));
    }
}
