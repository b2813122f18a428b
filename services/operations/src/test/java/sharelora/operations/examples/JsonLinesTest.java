package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.schemas.Example;

class JsonLinesTest {

    private final JsonLines lines = JsonLines.of(ExampleFields.of(Map.of()));

    @Test
    void readsEveryRecordInOrder(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("a.jsonl"), """
                {"id": "x", "text": "Größe, 大きさ", "label": "a"}\r
                {"id": 7, "text": "", "label": 3, "more": [1]}
                """);

        // When
        List<Example> records = read(Files.readString(file));

        // Then
        assertThat(records)
                .containsExactly(
                        new Example("x", "Größe, 大きさ", "a", null, null, null),
                        new Example("7", "", "3", null, null, null));
        assertThat(lines.skipped()).isEmpty();
    }

    @Test
    void passesOverWhatIsNoRecordAndCountsItByReason() throws IOException {
        // Given
        String input = """
                not json
                {"id": "1"}
                {"text": 5}
                {"text": null}
                [1, 2]
                {"text": "t", "label": {"name": "a"}}
                {"text": "t", "id": ["1"]}
                {"text": "kept", "label": "a"}
                {"text": "cut""";

        // When
        List<Example> records = read(input);

        // Then
        assertThat(records).extracting(Example::getText).containsExactly("kept");
        assertThat(lines.skipped())
                .containsExactly(
                        "1 line skipped, field \"id\" is no text: line 7",
                        "1 line skipped, field \"label\" is no text: line 6",
                        "4 lines skipped, no field \"text\" with a text: lines 2, 3, 4, 5",
                        "2 lines skipped, not JSON: lines 1, 9");
    }

    @Test
    void passesOverBlankLinesInSilenceButCountsThemInLineNumbers() throws IOException {
        // Given
        String input = "\n   \n\r\n{\"text\": \"fourth\", \"label\": \"a\"}";

        // When
        List<Example> records = read(input);

        // Then
        assertThat(records).containsExactly(new Example("line-4", "fourth", "a", null, null, null));
        assertThat(lines.skipped()).isEmpty();
    }

    @Test
    void leavesAMissingLabelToTheStream() throws IOException {
        // Given
        String input = "{\"text\": \"t\"}\n{\"text\": \"t\", \"label\": null}";

        // When
        List<Example> records = read(input);

        // Then
        assertThat(records).extracting(Example::getLabel).containsOnlyNulls().hasSize(2);
    }

    @Test
    void passesOverALineThatOutgrowsItsBoundAndReadsTheNext() throws IOException {
        // Given
        String bound = "{\"text\": \"" + "a".repeat((4 << 20) - 12) + "\"}";
        String input = bound + "\n" + bound.replace("a\"", "aa\"") + "\n{\"text\": \"next\"}\n";

        // When
        List<Example> records = read(input);

        // Then
        assertThat(records).extracting(record -> record.getText().length()).containsExactly((4 << 20) - 12, 4);
        assertThat(lines.skipped()).containsExactly("1 line skipped, longer than 4 MiB: line 2");
    }

    @Test
    void namesTheFirstLinesOfManyThatArePassedOver() throws IOException {
        // When
        read("no\n".repeat(8));

        // Then
        assertThat(lines.skipped()).containsExactly("8 lines skipped, not JSON: lines 1, 2, 3, 4, 5 and 3 more");
    }

    @Test
    void readsSecondTextsScoresAndCompletionsByTheNamesThatTheFileHas() throws IOException {
        // Given
        JsonLines renamed = JsonLines.of(ExampleFields.of(Map.of("textPair", "second", "score", "similarity")));
        String input = """
                {"id": "1", "text": "a", "second": "b", "similarity": 2.5, "completion": "c"}
                {"id": "2", "text": "a", "textPair": "not asked for", "similarity": "1e1"}
                {"id": "3", "text": "a", "similarity": "much"}
                """;
        List<Example> records = new ArrayList<>();

        // When
        renamed.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), records::add);

        // Then
        assertThat(records)
                .containsExactly(
                        new Example("1", "a", null, "b", 2.5, "c"), new Example("2", "a", null, null, 10.0, null));
        assertThat(renamed.skipped()).containsExactly("1 line skipped, field \"similarity\" is no number: line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsLinesHoweverTheyEndAndCountsThemAlike(String end) throws IOException {
        // When
        List<Example> records = read(String.join(end, "\uFEFF{\"text\": \"a\"}", "", "{\"text\": \"b\"}", "no"));

        // Then
        assertThat(records).extracting(Example::getId).containsExactly("line-1", "line-3");
        assertThat(lines.skipped()).containsExactly("1 line skipped, not JSON: line 4");
    }

    @Test
    void passesOverWhatIsNotUtf8AndReadsTheNext() throws IOException {
        // Given
        byte[] file =
                "{\"text\": \"a\"}\n{\"text\": \"\u00FC\"}\n{\"text\": \"b\"}".getBytes(StandardCharsets.ISO_8859_1);

        // When
        List<Example> records = read(file);

        // Then
        assertThat(records).extracting(Example::getText).containsExactly("a", "b");
        assertThat(lines.skipped()).containsExactly("1 line skipped, not UTF-8: line 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\": \"a\"}{\"text\": \"b\"}        | several JSON values",
                "{\"text\": \"a\"},                        | not JSON",
                "{\"text\": \"a\", \"text\": \"b\"}        | a field is there twice",
                "{\"text\": \"a\", \"score\": NaN}         | not JSON",
                "{\"text\": \"a\", \"score\": 1e400}       | field \"score\" is no number",
                "{\"text\": \"a\", \"score\": true}        | field \"score\" is no number",
                "{\"text\": \"\\ud800\"}                   | field \"text\" has half a character (an unpaired surrogate)",
                "// a comment                             | not JSON"
            })
    void passesOverALineThatIsHalfReadOtherwise(String line, String reason) throws IOException {
        // When
        List<Example> records = read("{\"text\": \"first\"}\n" + line + "\n");

        // Then
        assertThat(records).extracting(Example::getText).containsExactly("first");
        assertThat(lines.skipped()).containsExactly("1 line skipped, " + reason + ": line 2");
        assertThat(lines.skippedCount()).isEqualTo(1);
    }

    @Test
    void passesOverANulByteButKeepsOneThatIsEscaped() throws IOException {
        // When
        List<Example> records = read("{\"text\": \"a\0b\"}\n{\"text\": \"a\\u0000b\"}");

        // Then
        assertThat(records).extracting(Example::getText).containsExactly("a\0b");
        assertThat(lines.skipped()).containsExactly("1 line skipped, holds a NUL byte: line 1");
    }

    @Test
    void keepsTextsAndLabelsInTheFormThatTheyHave() throws IOException {
        // When
        List<Example> records = read("{\"text\": \"cafe\u0301\", \"label\": 1.10}");

        // Then
        assertThat(records)
                .extracting(Example::getText, Example::getLabel)
                .containsExactly(tuple("cafe\u0301", "1.10"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5b7b2274223a317d5d     | line 1: a JSON array",
                "0a5b0a7b2274223a317d   | line 2: a JSON array",
                "7b0a202022612220       | line 1: a JSON object over several lines",
                "7b2261223a312c0a20227d | line 1: a JSON object over several lines",
                "1f8b0800000000000003   | gzip",
                "504b030414000000       | a zip archive",
                "28b52ffd0000           | Zstandard",
                "fffe7b002200           | UTF-16",
                "feff007b0022           | UTF-16",
                "7b0022007400           | UTF-16",
                "007b00220074           | UTF-16",
                "fffe00007b000000       | UTF-32",
                "0000feff0000007b       | UTF-32",
                "7b00000022000000       | UTF-32",
                "0000007b00000022       | UTF-32"
            })
    void refusesAFileOfAnotherKindByWhatItIs(String hex, String what) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(what)
                .hasMessageContaining("expected");
        assertThat(lines.skippedCount()).isZero();
    }

    @Test
    void goesOnFromALineOn() throws IOException {
        // Given
        byte[] file = "{\"text\": \"a\"}\nno\n{\"text\": \"c\"}\n".getBytes(StandardCharsets.UTF_8);
        List<Example> records = new ArrayList<>();

        // When
        lines.read(new ByteArrayInputStream(file), 3, records::add);

        // Then
        assertThat(records).extracting(Example::getId).containsExactly("line-3");
        assertThat(lines.skippedCount()).isZero();
        assertThat(lines.line()).isEqualTo(3);
    }

    @Test
    void findsFieldsByTheirPaths() throws IOException {
        // Given
        JsonLines nested = JsonLines.of(ExampleFields.of(Map.of("text", "data.0.text", "label", "meta.label")));
        List<Example> records = new ArrayList<>();
        String input = """
                {"data": [{"text": "a"}], "meta": {"label": "x"}}
                {"data.0.text": "b", "meta": null}
                {"data": []}
                """;

        // When
        nested.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), records::add);

        // Then
        assertThat(records)
                .extracting(Example::getText, Example::getLabel)
                .containsExactly(tuple("a", "x"), tuple("b", null));
        assertThat(nested.skipped()).containsExactly("1 line skipped, no field \"data.0.text\" with a text: line 3");
    }

    private List<Example> read(String input) throws IOException {
        return read(input.getBytes(StandardCharsets.UTF_8));
    }

    private List<Example> read(byte[] input) throws IOException {
        List<Example> records = new ArrayList<>();
        lines.read(new ByteArrayInputStream(input), records::add);
        return records;
    }
}
