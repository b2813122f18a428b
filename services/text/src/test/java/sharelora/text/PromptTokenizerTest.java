package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Ids as in {@link TextTokenizerTest}: the file puts 2 before a text, and 3, which here is the end, behind it. */
class PromptTokenizerTest {

    private static final int END = 3;

    @Test
    void joinsOpeningPromptCompletionAndEnd() {
        assertThat(encode("reads a", "stream", 64)).isEqualTo(new Completed(new int[] {2, 4, 5, 6, END}, 3));
    }

    @Test
    void aPlainTextIsAllToBeSaid() {
        assertThat(encode("reads a stream", null, 64)).isEqualTo(new Completed(new int[] {2, 4, 5, 6, END}, 0));
    }

    @Test
    void asksForWhatIsToBeSaidButNotForTheFirstToken() {
        assertThat(encode("reads a", "stream", 64).asked()).isEqualTo(2);
        assertThat(encode("reads a stream", null, 64).asked()).isEqualTo(4);
    }

    @Test
    void whatIsCutHasNoEnd() {
        assertThat(encode("reads a", "stream a stream", 5)).isEqualTo(new Completed(new int[] {2, 4, 5, 6, 5}, 3));
        assertThat(encode("reads a stream", null, 3)).isEqualTo(new Completed(new int[] {2, 4, 5}, 0));
        assertThat(encode("reads a stream", null, 4)).isEqualTo(new Completed(new int[] {2, 4, 5, 6}, 0));
    }

    @Test
    void refusesAPromptThatLeavesNoRoom() {
        assertThatThrownBy(() -> encode("reads a stream", "a", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("below maxLength 4");
    }

    @Test
    void decodesWhatWasSaid() {
        try (TextTokenizer tokenizer = TextTokenizer.open(file(), 64)) {
            assertThat(tokenizer.decode(new int[] {2, 4, 5, 6, END})).isEqualTo("reads a stream");
        }
    }

    private static Completed encode(String text, String completion, int maxLength) {
        try (TextTokenizer tokenizer = TextTokenizer.open(file(), maxLength)) {
            PromptTokenizer prompts = PromptTokenizer.of(tokenizer, END);
            return completion == null ? prompts.encode(text) : prompts.encode(text, completion);
        }
    }

    private static Path file() {
        try {
            return Path.of(
                    PromptTokenizerTest.class.getResource("tokenizer.json").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
