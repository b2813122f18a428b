package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Example;

class SeparatedValuesTest {

    private static final ExampleFields FIELDS = ExampleFields.of(Map.of());

    private final SeparatedValues commas = SeparatedValues.commas(FIELDS);

    @Test
    void readsQuotedCellsWithCommasLineBreaksAndQuotationMarks() throws IOException {
        // Given
        String table = "\uFEFFid,text,label\r\n1,\"a, \"\"b\"\"\nc\",x\r\n\r\n2,größer,\r\n";

        // When
        List<Example> examples = read(commas, table);

        // Then
        assertThat(examples)
                .containsExactly(
                        new Example("1", "a, \"b\"\nc", "x", null, null, null),
                        new Example("2", "größer", null, null, null, null));
        assertThat(commas.skipped()).isEmpty();
    }

    @Test
    void takesAQuotationMarkBetweenTabsForPartOfTheText() throws IOException {
        // Given
        SeparatedValues tabs =
                SeparatedValues.tabs(ExampleFields.of(Map.of("text", "sentence1", "textPair", "sentence2")));
        String table = "index\tsentence1\tsentence2\tscore\n0\t\"A dog\tA \"cat\"\t4.2\n";

        // When
        List<Example> examples = read(tabs, table);

        // Then
        assertThat(examples).containsExactly(new Example("line-2", "\"A dog", null, "A \"cat\"", 4.2, null));
    }

    @Test
    void passesOverRowsThatAreNoExampleAndCountsThemByReason() throws IOException {
        // Given
        String table = "text,score\nonly one\nfour,1,2\n,3\nfine,4\nwhat,much\n";

        // When
        List<Example> examples = read(commas, table);

        // Then
        assertThat(examples).extracting(Example::getText).containsExactly("fine");
        assertThat(commas.skipped())
                .containsExactly(
                        "1 line skipped, field \"score\" is no number: line 6",
                        "1 line skipped, no field \"text\" with a text: line 4",
                        "2 lines skipped, not as many cells as the first row: lines 2, 3");
    }

    @Test
    void asksForTheColumnsNamesWhereTheFirstRowHasNoText() {
        assertThatThrownBy(() -> read(commas, "1,a text,x\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("the first row is [1, a text, x], expected the columns' names, text among them");
        assertThatThrownBy(() -> read(commas, "")).hasMessageStartingWith("the first row is []");
    }

    @Test
    void saysTheLineWhereAQuotationMarkIsNeverClosed() {
        // Given
        List<Example> before = new ArrayList<>();

        // When, Then
        assertThatThrownBy(() -> commas.read(stream("text,label\nfine,x\n\"open,y\n"), before::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line ");
        assertThat(before).extracting(Example::getText).containsExactly("fine");
    }

    private static List<Example> read(SeparatedValues file, String table) throws IOException {
        List<Example> examples = new ArrayList<>();
        file.read(stream(table), examples::add);
        return examples;
    }

    private static ByteArrayInputStream stream(String table) {
        return new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8));
    }
}
