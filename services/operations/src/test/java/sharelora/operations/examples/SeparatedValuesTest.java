package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1,a phrase,x    | found \"1\", \"a phrase\", \"x\"; --field text=NAME takes a column of another name",
                "id;text;label   | found \"id;text;label\"; is that one column? --format csv separates by commas",
                "id,Text         | nearest: \"Text\", which --field text=NAME takes",
                "id, text        | nearest: \" text\", which --field text=NAME takes",
                "id,texts        | nearest: \"texts\"",
                "id\u001B,b      | found \"id\\u001b\", \"b\"",
                "`` | found no row"
            })
    void asksForTheColumnsNamesAndOffersThoseThatAreNear(String header, String message) {
        assertThatThrownBy(() -> read(commas, header))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 1: expected the columns' names, \"text\" among them; found ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id,text,category | \"label\" among them; found \"id\", \"text\", \"category\"; --field label=NAME",
                "text, label      | nearest: \" label\"",
                "text,Label       | nearest: \"Label\"",
                "text,lable       | nearest: \"lable\""
            })
    void refusesATableWithoutTheColumnThatTheTaskNeeds(String header, String message) {
        SeparatedValues labelled = SeparatedValues.commas(ExampleFields.of(Map.of(), Set.of("label")));

        assertThatThrownBy(() -> read(labelled, header + "\na,b,c\n")).hasMessageContaining(message);
    }

    @Test
    void refusesATableWithoutAColumnThatTheUserNamed() {
        SeparatedValues pairs = SeparatedValues.commas(ExampleFields.of(Map.of("textPair", "second")));

        assertThatThrownBy(() -> read(pairs, "text,secnd\na,b\n")).hasMessageContaining("nearest: \"secnd\"");
    }

    @Test
    void refusesAColumnThatIsThereTwiceUnlessItHasNoName() throws IOException {
        assertThatThrownBy(() -> read(commas, "id,text,label,label\n1,a,x,y\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("line 1: the column \"label\" is there twice; expected each name once");
        assertThat(read(commas, ",text,\n0,a,\n")).extracting(Example::getText).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"open,y\\n\"\"more\\n   | line 3: a quotation mark opens a cell here and is never closed",
                "y,\"say \\\"hi\\\"\"\\n | line 3: a quotation mark closes a cell here, and the cell goes on"
            })
    void saysTheLineWhereAQuotationMarkIsNotClosedOrNotDoubled(String rest, String message) {
        // Given
        List<Example> before = new ArrayList<>();
        String table = "text,label\nfine,x\n" + rest.replace("\\n", "\n");

        // When, Then
        assertThatThrownBy(() -> commas.read(stream(table), before::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("reference chain");
        assertThat(before).extracting(Example::getText).containsExactly("fine");
    }

    @Test
    void saysTheLineThatIsNotUtf8() {
        // Given
        List<Example> before = new ArrayList<>();
        byte[] table = "text,label\nfine,x\ncaf\u00E9,y\n".getBytes(StandardCharsets.ISO_8859_1);

        // When, Then
        assertThatThrownBy(() -> commas.read(new ByteArrayInputStream(table), before::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 3: byte 4 is not UTF-8");
        assertThat(before).extracting(Example::getText).containsExactly("fine");
    }

    @Test
    void refusesUtf16ByItsName() {
        byte[] table = "text,label\nfine,x\n".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> commas.read(new ByteArrayInputStream(table), _ -> {}))
                .hasMessageStartingWith("UTF-16: expected text in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void countsLinesHoweverTheyEnd(String end) throws IOException {
        // Given
        String table = String.join(end, "\uFEFFtext,label", "\"a", "b\",x", "", "c\0,x", "last,", "d,x");

        // When
        List<Example> examples = read(commas, table);

        // Then
        assertThat(examples)
                .extracting(Example::getId, Example::getText)
                .containsExactly(tuple("line-2", "a" + end + "b"), tuple("line-6", "last"), tuple("line-7", "d"));
        assertThat(commas.skipped()).containsExactly("1 line skipped, holds a NUL byte: line 5");
    }

    @Test
    void goesOnFromALineOnWithTheColumnsOfTheFirst() throws IOException {
        // Given
        List<Example> examples = new ArrayList<>();

        // When
        commas.read(stream("text,label\na,x\nshort\nc,x\n"), 4, examples::add);

        // Then
        assertThat(examples).containsExactly(new Example("line-4", "c", "x", null, null, null));
        assertThat(commas.skippedCount()).isZero();
    }

    @Test
    void takesCellsAsTheyAreWrittenAndColumnsWithDots() throws IOException {
        // Given
        SeparatedValues dotted = SeparatedValues.commas(ExampleFields.of(Map.of("text", "data.text")));

        // When
        List<Example> examples = read(dotted, "data.text,label\nNULL,01\nb,1.0\n");

        // Then
        assertThat(examples)
                .extracting(Example::getText, Example::getLabel)
                .containsExactly(tuple("NULL", "01"), tuple("b", "1.0"));
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
