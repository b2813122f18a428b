package sharelora.operations.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.TrainedHead;

/** The special tokens of a base, from the files that came in and from those that did not. */
class NamedTokensTest {

    private final List<String> notes = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void keepsWhatCameInAsATextOrAsAnObject() throws IOException {
        // Given
        PublishedModel model = published("bert");
        write("special_tokens_map.json", "{\"unk_token\": {\"content\": \"the\", \"lstrip\": false}}");
        write("tokenizer_config.json", "{\"pad_token\": \"[MASK]\", \"sep_token\": {\"content\": \"cat\"}}");
        // When
        Map<String, String> named = named(model.stockHead());
        // Then
        assertThat(named)
                .containsEntry("unk_token", "the")
                .containsEntry("pad_token", "[MASK]")
                .containsEntry("sep_token", "cat")
                .containsEntry("cls_token", "[CLS]");
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bert, '{cls_token=[CLS], mask_token=[MASK], pad_token=[PAD], sep_token=[SEP], unk_token=[UNK]}'",
        "roberta, '{bos_token=<s>, cls_token=<s>, eos_token=</s>, mask_token=<mask>, pad_token=<pad>, sep_token=</s>}'",
        "llama, '{bos_token=<s>, eos_token=</s>, pad_token=</s>}'",
        "gpt2, '{bos_token=<|endoftext|>, eos_token=<|endoftext|>, pad_token=<|endoftext|>}'"
    })
    void findsThemWhereNothingCameIn(String family, String expected) throws IOException {
        // Given
        PublishedModel model = published(family);
        Files.deleteIfExists(folder.resolve("tokenizer_config.json"));
        // When
        Map<String, String> named = named(model.stockHead());
        // Then
        assertThat(named).hasToString(expected);
    }

    @Test
    void leavesOutATokenThatTheTokenizerLacks() throws IOException {
        // Given
        PublishedModel model = published("llama");
        write("tokenizer_config.json", "{\"pad_token\": \"<\\u001bpad>\", \"eos_token\": \"</s>\"}");
        // When
        Map<String, String> named = named(model.stockHead());
        // Then
        assertThat(named).containsEntry("pad_token", "</s>");
        assertThat(notes)
                .containsExactly(
                        "base 'b': its pad_token is '<\\u001bpad>', which is no token of its tokenizer.json: left out",
                        "base 'b' has no padding token: '</s>' pads a batch");
    }

    @Test
    void leavesOutATokenThatTheModelHasNoRowFor() throws IOException {
        // Given
        PublishedModel model = published("llama");
        Path tokenizer = folder.resolve("tokenizer.json");
        String added = "\"added_tokens\": [{\"id\": 370, \"content\": \"<pad>\", \"special\": true}, ";
        Files.writeString(tokenizer, Files.readString(tokenizer).replaceFirst("\"added_tokens\":\\s*\\[", added));
        // When
        Map<String, String> named = named(model.stockHead());
        // Then
        assertThat(TokenizerJson.read(tokenizer).id("<pad>")).contains(370);
        assertThat(named).containsEntry("pad_token", "</s>");
    }

    @Test
    void aTokenThatEndsEveryTextPadsNoneWhereTheLastOneIsLookedFor() throws IOException {
        // Given
        PublishedModel model = published("llama");
        Path tokenizer = folder.resolve("tokenizer.json");
        String both = "\"single\": [{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}},"
                + " {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}},"
                + " {\"SpecialToken\": {\"id\": \"</s>\", \"type_id\": 0}}], \"pair\"";
        Files.writeString(tokenizer, Files.readString(tokenizer).replaceFirst("(?s)\"single\":.*?\"pair\"", both));
        // When
        Map<String, String> scoring = named(model.stockHead());
        Map<String, String> speaking = named(new LanguageHead());
        // Then
        assertThat(scoring).containsEntry("pad_token", "<s>");
        assertThat(speaking).containsEntry("pad_token", "</s>");
    }

    private PublishedModel published(String family) throws IOException {
        PublishedModel model = new PublishedModel(family, TensorType.F32);
        model.writeTo(folder);
        return model;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private Map<String, String> named(TrainedHead head) {
        return NamedTokens.of(ExportedBase.of("b", folder, head), notes::add).contents();
    }
}
