package sharelora.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    private final JsonLines lines = new JsonLines();

    @Test
    void readsEveryRecordInOrder(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("a.jsonl"), """
                {"id": "x", "text": "Größe, 大きさ", "label": "a"}\r
                {"id": 7, "text": "", "label": 3, "more": [1]}
                """);

        // When
        List<LabelledText> records = lines.read(file);

        // Then
        assertThat(records).containsExactly(new LabelledText("x", "Größe, 大きさ", "a"), new LabelledText("7", "", "3"));
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
        List<LabelledText> records = read(input);

        // Then
        assertThat(records).extracting(LabelledText::text).containsExactly("kept");
        assertThat(lines.skipped())
                .containsOnly(
                        entry("not JSON", 2),
                        entry("no field \"text\" with a text", 4),
                        entry("field \"label\" is no text", 1),
                        entry("field \"id\" is no text", 1));
    }

    @Test
    void passesOverBlankLinesInSilenceButCountsThemInLineNumbers() throws IOException {
        // Given
        String input = "\n   \n\r\n{\"text\": \"fourth\", \"label\": \"a\"}";

        // When
        List<LabelledText> records = read(input);

        // Then
        assertThat(records).containsExactly(new LabelledText("line-4", "fourth", "a"));
        assertThat(lines.skipped()).isEmpty();
    }

    @Test
    void leavesAMissingLabelToTheStream() throws IOException {
        // Given
        String input = "{\"text\": \"t\"}\n{\"text\": \"t\", \"label\": null}";

        // When
        List<LabelledText> records = read(input);

        // Then
        assertThat(records).extracting(LabelledText::label).containsOnlyNulls().hasSize(2);
    }

    @Test
    void passesOverALineThatOutgrowsItsBoundAndReadsTheNext() throws IOException {
        // Given
        String bound = "{\"text\": \"" + "a".repeat((4 << 20) - 12) + "\"}";
        String input = bound + "\n" + bound.replace("a\"", "aa\"") + "\n{\"text\": \"next\"}\n";

        // When
        List<LabelledText> records = read(input);

        // Then
        assertThat(records).extracting(record -> record.text().length()).containsExactly((4 << 20) - 12, 4);
        assertThat(lines.skipped()).containsOnly(entry("longer than 4 Mi characters", 1));
    }

    @Test
    void sortsTheDistinctLabelsAndLeavesOutNone() {
        // Given
        List<LabelledText> records = new ArrayList<>();
        for (String label : new String[] {"b", "a", null, "b", "", " "}) {
            records.add(new LabelledText("id", "text", label));
        }

        // When
        List<String> labels = JsonLines.labels(records);

        // Then
        assertThat(labels).containsExactly("a", "b");
    }

    private List<LabelledText> read(String input) throws IOException {
        List<LabelledText> records = new ArrayList<>();
        lines.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), records::add);
        return records;
    }

    private static Entry<String, Long> entry(String reason, long count) {
        return Map.entry(reason, count);
    }
}
