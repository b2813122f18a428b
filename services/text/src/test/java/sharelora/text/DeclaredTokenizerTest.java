package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizers with files beside them that agree or not, beside transformers ({@code infra/golden/make_cases.py}). */
class DeclaredTokenizerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int POSITIONS = 32;

    @TempDir
    private Path folder;

    private JsonNode golden;

    @BeforeEach
    void read() throws IOException {
        golden = JSON.readTree(
                Path.of("src/test/resources/golden/cases/tokenizers.json").toFile());
    }

    @Test
    void computesTheTokensThatTransformersDoesOrRefusesTheField() throws IOException {
        int taken = 0;
        List<JsonNode> cases = new ArrayList<>();
        golden.get("cases").forEach(cases::add);
        assertThat(cases).hasSizeGreaterThan(80);
        for (int i = 0; i < cases.size(); i++) {
            Path place = written(cases.get(i), i);
            if (cases.get(i).get("refused").isEmpty()) {
                // When
                DeclaredTokenizer read = read(place, cases.get(i));
                assertIds(read, cases.get(i), place.resolve("imported"));
                taken++;
            } else {
                assertRefused(place, cases.get(i));
            }
        }
        assertThat(taken).isGreaterThan(50);
    }

    @Test
    void whatIsImportedIsReadTheSameAgain() throws IOException {
        int i = 0;
        for (JsonNode one : golden.get("cases")) {
            if (one.get("refused").isEmpty()) {
                DeclaredTokenizer read = read(written(one, i++), one);
                Path imported = Files.createDirectories(folder.resolve("again" + i));
                Files.write(imported.resolve("tokenizer.json"), read.tokenizer());
                Files.write(imported.resolve("tokenizer_config.json"), read.config());
                // When
                DeclaredTokenizer again = read(imported, one);
                // Then
                assertThat(again.tokenizer()).as(one.get("config").toString()).isEqualTo(read.tokenizer());
                assertThat(again.config()).isEqualTo(read.config());
                assertThat(again.notes()).isEmpty();
                assertThat(JSON.readTree(read.config()).get("tokenizer_class").textValue())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void saysWhichFieldCounts() throws IOException {
        JsonNode lower = golden.get("cases").get(2);
        assertThat(lower.get("config").get("do_lower_case").booleanValue()).isFalse();
        assertThat(read(written(lower, 0), lower).notes())
                .anySatisfy(note -> assertThat(note).contains("do_lower_case counts"));
    }

    @Test
    void countsTheTokensThatATextCanGet() throws IOException {
        JsonNode first = golden.get("cases").get(0);
        int pieces = golden.get("vocabularies").get(0).get("vocab").size();
        assertThat(read(written(first, 0), first).tokens()).isEqualTo(pieces);
    }

    private static DeclaredTokenizer read(Path place, JsonNode one) {
        return DeclaredTokenizer.read(
                place.resolve("tokenizer.json"), place, one.get("family").textValue(), POSITIONS);
    }

    private void assertIds(DeclaredTokenizer read, JsonNode one, Path imported) throws IOException {
        Files.createDirectories(imported);
        Files.write(imported.resolve("tokenizer.json"), read.tokenizer());
        try (TextTokenizer tokenizer = TextTokenizer.open(imported.resolve("tokenizer.json"), 512)) {
            for (int i = 0; i < golden.get("texts").size(); i++) {
                String text = golden.get("texts").get(i).textValue();
                assertThat(tokenizer.encode(text))
                        .as("%s of %s", text, one.get("config"))
                        .containsExactly(integers(one.get("ids").get(i)));
            }
            for (int i = 0; i < golden.get("pairs").size(); i++) {
                JsonNode pair = golden.get("pairs").get(i);
                assertThat(tokenizer
                                .encode(pair.get(0).textValue(), pair.get(1).textValue())
                                .ids())
                        .as("%s of %s", pair, one.get("config"))
                        .containsExactly(integers(one.get("pairs").get(i)));
            }
        }
    }

    private static void assertRefused(Path place, JsonNode one) {
        assertThatThrownBy(() -> read(place, one))
                .as(one.get("config").toString())
                .isInstanceOf(TokenizerFileException.class)
                .message()
                .satisfies(message -> assertThat(one.get("refused"))
                        .as(message)
                        .anySatisfy(field -> assertThat(message).contains(field.textValue())))
                .contains("expected");
    }

    private Path written(JsonNode one, int number) throws IOException {
        Path place = Files.createDirectories(folder.resolve("case" + number));
        ObjectNode tokenizer =
                golden.get("tokenizers").get(one.get("tokenizer").intValue()).deepCopy();
        ObjectNode model = (ObjectNode) tokenizer.get("model");
        int shared = model.remove("shared").intValue();
        model.setAll((ObjectNode) golden.get("vocabularies").get(shared));
        write(place.resolve("tokenizer.json"), tokenizer);
        if (!one.get("config").isNull()) {
            write(place.resolve("tokenizer_config.json"), one.get("config"));
        }
        for (var other : one.get("others").properties()) {
            write(place.resolve(other.getKey()), other.getValue());
        }
        return place;
    }

    private static void write(Path file, JsonNode content) throws IOException {
        Files.writeString(file, content.toString());
    }

    private static int[] integers(JsonNode list) {
        int[] integers = new int[list.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = list.get(i).intValue();
        }
        return integers;
    }
}
