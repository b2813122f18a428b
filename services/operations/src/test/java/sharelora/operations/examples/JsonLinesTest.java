package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(lines.skipped()).containsExactly("1 line skipped, longer than 4 Mi characters: line 2");
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

    private List<Example> read(String input) throws IOException {
        List<Example> records = new ArrayList<>();
        lines.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), records::add);
        return records;
    }
}
