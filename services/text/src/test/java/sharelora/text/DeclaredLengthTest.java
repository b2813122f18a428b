package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says of a tokenizer that takes its file as it is: its length, its sides, its tokens. */
class DeclaredLengthTest {

    private static final int POSITIONS = 32;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"31, 31, false", "32, 32, false", "33, 32, true", "999999999, 32, true", "1000000000, 32, false"})
    void theShorterOfItsLengthAndTheModelsPositionsCountsAndANumberForNoLimitIsNone(
            long said, int counts, boolean noted) throws IOException {
        // When
        DeclaredTokenizer read = declared("'model_max_length': " + said);

        // Then
        assertThat(config(read).get("model_max_length").intValue()).isEqualTo(counts);
        if (noted) {
            assertThat(read.notes())
                    .containsExactly("tokenizer_config.json: its model_max_length is " + said
                            + ", the model has 32 positions; they count");
        } else {
            assertThat(read.notes()).isEmpty();
        }
    }

    @Test
    void aLengthThatIsNoNumberIsTheModels() throws IOException {
        // When
        DeclaredTokenizer read = declared("'model_max_length': null");

        // Then
        assertThat(config(read).get("model_max_length").intValue()).isEqualTo(POSITIONS);
        assertThat(read.notes()).isEmpty();
        assertThat(read.changed()).isFalse();
        assertThat(config(read).get("tokenizer_class").textValue()).isEqualTo("PreTrainedTokenizerFast");
    }

    @ParameterizedTest
    @CsvSource({
        "split_special_tokens, true, false",
        "do_basic_tokenize, false, true",
        "truncation_side, 'left', right",
        "split_special_tokens, 1, true or false",
        "truncation_side, 1, a text",
        "add_bos_token, true, 'false, as the post_processor of tokenizer.json does'",
        "add_eos_token, true, 'false, as the post_processor of tokenizer.json does'"
    })
    void whatVersionsOfTransformersReadInDifferentWaysIsRefused(String field, String value, String expected) {
        // Given
        String json = value.equals("left") ? "'left'" : value;

        // When / Then
        assertThatThrownBy(() -> declared("'" + field + "': " + json))
                .isInstanceOf(TokenizerFileException.class)
                .hasMessageEndingWith("tokenizer_config.json: " + field + " is " + json.replace('\'', '"')
                        + ": expected " + expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'split_special_tokens': false",
                "'do_basic_tokenize': true",
                "'truncation_side': 'right'",
                "'add_bos_token': false"
            })
    void whatAgreesWithTheFileIsTaken(String said) throws IOException {
        assertThat(declared(said).notes()).isEmpty();
    }

    @Test
    void aNamedTokenHasToBeAmongTheAddedOnes() {
        assertThatThrownBy(() -> declared("'eos_token': '<end>'"))
                .hasMessageEndingWith("tokenizer_config.json: eos_token is \"<end>\": expected one of the added_tokens"
                        + " of tokenizer.json, since transformers would add it");
        assertThatThrownBy(() -> declared("'extra_special_tokens': ['[UNK]', {'content': '<end>'}]"))
                .hasMessageContaining("extra_special_tokens[1] is \"<end>\": ");
    }

    private DeclaredTokenizer declared(String said) throws IOException {
        write("tokenizer.json", """
                {'added_tokens': [{'id': 0, 'content': '[UNK]'}],
                 'model': {'type': 'WordLevel', 'unk_token': '[UNK]', 'vocab': {'[UNK]': 0, 'a': 1}}}""");
        write("tokenizer_config.json", "{'tokenizer_class': 'PreTrainedTokenizerFast', " + said + "}");
        return DeclaredTokenizer.read(folder.resolve("tokenizer.json"), folder, "llama", POSITIONS);
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name), json.replace('\'', '"'));
    }

    private static JsonNode config(DeclaredTokenizer read) throws IOException {
        return new ObjectMapper().readTree(read.config());
    }
}
