package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.schemas.Example;

class FileFormatTest {

    @ParameterizedTest
    @CsvSource({
        "golden.csv, CSV",
        "GOLDEN.CSV, CSV",
        "a.csv.tsv, TSV",
        "golden.jsonl, JSON",
        "golden.json, JSON",
        "csv, JSON",
        "golden.csv.gz, JSON",
        "-, JSON"
    })
    void isWhatTheNameEndsWith(String name, FileFormat format) {
        assertThat(FileFormat.ofFile(name)).isEqualTo(format);
    }

    @Test
    void isFoundByItsSpellingAlone() {
        assertThat(FileFormat.of("tsv")).contains(FileFormat.TSV);
        assertThat(FileFormat.of("TSV")).isEmpty();
        assertThat(FileFormat.of("xlsx")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON | {\"text\": \"a, b\", \"label\": \"x\"}",
                "CSV | text,label~\"a, b\",x",
                "TSV | text^label~a, b^x"
            })
    void readsThoseFiles(FileFormat format, String file) throws IOException {
        // Given
        String text = file.replace('~', '\n').replace('^', '\t');
        List<Example> examples = new ArrayList<>();

        // When
        format.reader(ExampleFields.of(Map.of()))
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), examples::add);

        // Then
        assertThat(examples).singleElement().satisfies(example -> {
            assertThat(example.getText()).isEqualTo("a, b");
            assertThat(example.getLabel()).isEqualTo("x");
        });
    }
}
