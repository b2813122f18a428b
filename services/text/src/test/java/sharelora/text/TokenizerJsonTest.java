package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {

    private static final String BERT = "{'type': 'BertProcessing', 'cls': ['[CLS]', 2], 'sep': ['[SEP]', 3]}";
    private static final String ROBERTA = "{'type': 'RobertaProcessing', 'cls': ['<s>', 0], 'sep': ['</s>', 2]}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 0",
                "{'model': {'vocab': {'a': 4, 'b': 9}}} | 10",
                "{'model': {'vocab': {'a': 9, 'b': 4}}, 'added_tokens': [{'id': 11}, {'id': 3}]} | 12",
                "{'model': {'vocab': {'a': 9}}, 'added_tokens': [{'id': 3}]} | 10",
                "{'model': {'vocab': [['a', -1.5], ['b', -2.5]]}} | 2",
                "{'model': {'vocab': [['a', -1.5]]}, 'added_tokens': [{'id': 7}]} | 8"
            })
    void aTextCanGetIdsUpToTheLargestOfVocabularyAndAddedTokens(String json, int tokens) throws IOException {
        assertThat(read(json).tokens()).isEqualTo(tokens);
        assertThat(TextTokenizer.tokens(folder.resolve("tokenizer.json"))).isEqualTo(tokens);
    }

    @Test
    void specialTokensStandAroundTextsAsTheirProcessorSays() throws IOException {
        // When / Then: null is where a text is
        assertAround(BERT, around("[CLS]", null, "[SEP]"), around("[CLS]", null, "[SEP]", null, "[SEP]"));
        assertAround(ROBERTA, around("<s>", null, "</s>"), around("<s>", null, "</s>", "</s>", null, "</s>"));
        assertAround(
                "{'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': 'B'}}, {'Sequence': {'id': 'A'}}],"
                        + " 'pair': [{'Sequence': {}}, {'SpecialToken': {'id': 'M'}}, {'Sequence': {}}]}",
                around("B", null),
                around(null, "M", null));
        assertAround("null", around((String) null), around(null, null));
        assertAround("{'type': 'ByteLevel'}", around((String) null), around(null, null));
    }

    @Test
    void ofASequenceOfProcessorsTheFirstThatAddsATokenCounts() throws IOException {
        assertAround(
                "{'type': 'Sequence', 'processors': [{'type': 'ByteLevel'}, " + BERT + ", " + ROBERTA + "]}",
                around("[CLS]", null, "[SEP]"),
                around("[CLS]", null, "[SEP]", null, "[SEP]"));
        assertAround(
                "{'type': 'Sequence', 'processors': [{'type': 'ByteLevel'}]}",
                around((String) null),
                around(null, null));
    }

    @Test
    void aValueIsShownOnOneLineAndCutAfterAHundredAndTwentyCharacters() {
        assertThat(TokenizerJson.shown("a\nb")).isEqualTo("\"a?b\"");
        assertThat(TokenizerJson.shown(7)).isEqualTo("7");
        assertThat(TokenizerJson.shown("x".repeat(118))).isEqualTo('"' + "x".repeat(118) + '"');
        assertThat(TokenizerJson.shown("x".repeat(119))).isEqualTo('"' + "x".repeat(119) + "…");
    }

    @Test
    void readsTextsAloneAsTexts() throws IOException {
        // Given
        TokenizerJson file = read("{'tokenizer_class': 'BertTokenizer', 'length': 7}");

        // When / Then
        assertThat(file.textOf("tokenizer_class")).contains("BertTokenizer");
        assertThat(file.textOf("length")).isEmpty();
        assertThat(file.textOf("missing")).isEmpty();
        assertThat(new String(file.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"tokenizer_class\":\"BertTokenizer\",\"length\":7}");
    }

    @Test
    void whatIsNoObjectOrNoJsonOrNotThereIsSaidByTheNameOfTheFile() {
        // Given
        Path missing = folder.resolve("missing.json");

        // When / Then
        assertThatThrownBy(() -> read("[1]")).hasMessageEndingWith("tokenizer.json: is no JSON object");
        assertThatThrownBy(() -> read("{'a': ")).hasMessageContaining("tokenizer.json: is not JSON: ");
        assertThatThrownBy(() -> TokenizerJson.read(missing)).hasMessageStartingWith(missing + ": cannot be read (");
        assertThat(TokenizerJson.readIfThere(missing).root()).isEmpty();
    }

    private void assertAround(String processor, List<String> single, List<String> pair) throws IOException {
        TokenizerJson file = read("{'post_processor': " + processor + "}");

        assertThat(file.around(false)).as(processor).isEqualTo(single);
        assertThat(file.around(true)).as(processor).isEqualTo(pair);
    }

    private static List<String> around(String... tokens) {
        return Arrays.asList(tokens);
    }

    private TokenizerJson read(String json) throws IOException {
        return TokenizerJson.read(Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"')));
    }
}
