package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftFileTest {

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void readsTextsInOrderWithTheFieldOfTheirEra() throws IOException {
        // Given: a mark at the beginning of the file, a number and a nested text, a line that is none between them
        Path file = file(
                "\uFEFF{\"id\": \"1\", \"text\": \"one\", \"label\": \"a\", \"at\": {\"year\": 2010}}",
                "no record",
                "",
                "{\"id\": \"2\", \"text\": \"two\", \"label\": \"b\", \"at\": {\"year\": \"2011\"}}");

        // When
        List<DatedText> texts = DriftFile.read(file, Optional.of("at.year"), told::add);

        // Then
        assertThat(texts).extracting(each -> each.text().text()).containsExactly("one", "two");
        assertThat(texts).extracting(DatedText::mark).containsExactly("2010", "2011");
        assertThat(told).containsExactly("1 line skipped, not JSON: line 2");
    }

    @Test
    void tellsWhatCannotBeMeasuredAndLeavesItOut() throws IOException {
        // Given
        Path file = file(
                "{\"text\": \"one\", \"label\": \"a\"}", "{\"text\": \"two\"}", "{\"text\": \" \", \"label\": \"a\"}");

        // When
        List<DatedText> texts = DriftFile.read(file, Optional.empty(), told::add);

        // Then
        assertThat(texts)
                .singleElement()
                .satisfies(only -> assertThat(only.text().id()).isEqualTo("line-1"));
        assertThat(told).containsExactly("2 lines left out: an empty text, or no label");
    }

    @Test
    void namesTheFieldThatIsMissingAndWhere() throws IOException {
        // Given
        Path file = file(
                "{\"text\": \"one\", \"label\": \"a\", \"year\": 2010}",
                "{\"text\": \"two\", \"label\": \"a\", \"year\": null}",
                "{\"text\": \"three\", \"label\": \"a\"}");

        // When / Then
        assertThatThrownBy(() -> DriftFile.read(file, Optional.of("year"), told::add))
                .hasMessage(
                        "--era: 2 of 3 records of '" + file + "' have no field 'year' with a text or number, the first"
                                + " in line 2; expected it in each");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("texts.jsonl"), List.of(lines));
    }
}
