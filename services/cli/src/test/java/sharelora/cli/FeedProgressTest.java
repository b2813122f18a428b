package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.ExampleFile;
import sharelora.operations.examples.JsonLines;

class FeedProgressTest {

    private static final String LINES = "{\"id\":\"1\",\"text\":\"a\"}\n\n{\"id\":\"2\",\"text\":\"b\"}\n";

    private final ExampleFile file = JsonLines.of(ExampleFields.of(Map.of(), Set.of()));
    private final FeedProgress progress = new FeedProgress("f.jsonl", file, 1, new PrintWriter(new StringWriter()));

    @Test
    void saysWhichLineATopicRefusedAndHowToGoOnWithItAndBehindIt() throws IOException {
        // Given
        file.read(new ByteArrayInputStream(LINES.getBytes(StandardCharsets.UTF_8)), example -> progress.sent());

        // When
        String message = progress.refused("topic t refuses a record");

        // Then
        assertThat(message)
                .isEqualTo("f.jsonl: line 3: topic t refuses a record; all before this line is written;"
                        + " --from-line 3 goes on with it, --from-line 4 behind it");
    }
}
