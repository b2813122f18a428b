package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/job-file.md} names every field that there is, and no other, each with its default. */
class JobFilePageTest {

    private static final Path PAGE = Path.of("../../docs/job-file.md");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z.]+)` \\| (\\S.*?) \\|.*");
    private static final String NONE = "–";

    @Test
    void namesTheFieldsThatTheCodeKnows() throws IOException {
        // When / Then
        assertThat(rows().keySet()).isEqualTo(JobFields.known());
    }

    @Test
    void givesTheDefaultThatTheCodeHas() throws IOException {
        // Given
        Map<String, String> defaults = new TreeMap<>();
        JobSchema.fields().forEach((path, field) -> defaults.put(path, shown(field.path("default"))));

        // When
        Map<String, String> rows = rows();

        // Then
        assertThat(rows).isEqualTo(defaults);
    }

    /** Field by field what stands in the column of defaults. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2).replace("`", ""));
            }
        }
        return rows;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? NONE : value.toString().replace("\"", "").replace(",", ", ");
    }
}
