package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected ids are read off the test's vocabulary by hand: 2 and 3 are the special tokens around each text. */
class TextTokenizerTest {

    private static final Path FILE = file();

    @Test
    void encodesWordsAndTheirPiecesBetweenTheSpecialTokens() {
        assertThat(encode("Reads a stream of records.", 64)).containsExactly(2, 4, 5, 6, 8, 9, 7, 10, 3);
    }

    @Test
    void encodesAnUnknownWordAsUnknown() {
        assertThat(encode("a zebra", 64)).containsExactly(2, 5, 1, 3);
    }

    @Test
    void encodesAnEmptyTextAsTheSpecialTokensAlone() {
        assertThat(encode("", 64)).containsExactly(2, 3);
    }

    @Test
    void foldsAccentsAndSplitsHanCharactersAsTheFileSays() {
        assertThat(encode("CAFÉ café 水水", 64)).containsExactly(2, 11, 11, 12, 12, 3);
    }

    @Test
    void understandsCharactersBeyondTheBasicPlane() {
        assertThat(encode("😀 a", 64)).containsExactly(2, 13, 5, 3);
    }

    @Test
    void survivesAnUnpairedSurrogateAndAZeroCharacter() {
        assertThat(encode("a \uD83D a", 64)).startsWith(2, 5).endsWith(5, 3);
        assertThat(encode("\uDE00", 64)).startsWith(2).endsWith(3);
        assertThat(encode("a \0 a", 64)).containsExactly(2, 5, 5, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WordPiece", "WordLevel"})
    void namesATextThatTheTokenizerHasNoTokensFor(String model, @TempDir Path folder) throws IOException {
        // Given: unknown words have no token in the vocabulary
        String json = Files.readString(FILE)
                .replace("\"[UNK]\": 1, ", "")
                .replace("\"type\": \"WordPiece\",\n    \"unk", "\"type\": \"" + model + "\",\n    \"unk")
                .replaceFirst("\\{\"id\": 1, [^\n]*\\n", "");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);

        try (TextTokenizer tokenizer = TextTokenizer.open(file, 64)) {
            // When
            assertThatThrownBy(() -> tokenizer.encode("a zebra"))
                    // Then
                    .isInstanceOf(TextRefusedException.class)
                    .hasMessageContaining("UNK")
                    .hasMessageNotContaining("zebra");
            assertThatThrownBy(() -> tokenizer.encodeBare("a zebra")).isInstanceOf(TextRefusedException.class);
            assertThatThrownBy(() -> tokenizer.encode("a", "zebra")).isInstanceOf(TextRefusedException.class);
            assertThat(tokenizer.encode("a stream")).containsExactly(2, 5, 6, 3);
        }
    }

    @Test
    void truncatesAtTheEndAndKeepsTheClosingToken() {
        assertThat(encode("reads a stream of records.", 5)).containsExactly(2, 4, 5, 6, 3);
    }

    @Test
    void ignoresTheFilesOwnTruncationAndPadding() {
        assertThat(encode("a a a a a a", 64)).containsExactly(2, 5, 5, 5, 5, 5, 5, 3);
        assertThat(encode("a", 64)).containsExactly(2, 5, 3);
    }

    @Test
    void truncatesATextOfAHundredThousandCharacters() {
        int[] ids = encode("a ".repeat(50_000), 512);

        assertThat(ids).hasSize(512).startsWith(2, 5).endsWith(5, 3);
    }

    @Test
    void doesNotTruncateATextThatFitsExactly() {
        assertThat(encode("a a a", 5)).containsExactly(2, 5, 5, 5, 3);
    }

    @Test
    void namesTheHashOfItsFile() throws Exception {
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FILE)));

        try (TextTokenizer tokenizer = TextTokenizer.open(FILE, 64)) {
            assertThat(tokenizer.sha256()).isEqualTo(expected);
        }
    }

    @Test
    void encodesTheSameOnManyThreads() throws Exception {
        // Given
        try (TextTokenizer tokenizer = TextTokenizer.open(FILE, 64);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<int[]> work = () -> tokenizer.encode("reads a stream of records.");

            // When
            List<Future<int[]>> all = threads.invokeAll(
                    IntStream.range(0, 200).mapToObj(i -> work).toList());

            // Then
            for (Future<int[]> one : all) {
                assertThat(one.get()).containsExactly(2, 4, 5, 6, 8, 9, 7, 10, 3);
            }
        }
    }

    @Test
    void refusesAMaxLengthThatLeavesNoRoomForText() {
        assertThatThrownBy(() -> TextTokenizer.open(FILE, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxLength is 2; expected more than the 2 special tokens");
    }

    @Test
    void namesAFileThatIsNoTokenizer(@TempDir Path folder) throws IOException {
        // Given
        Path broken = Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\", \"model\":");

        // When
        assertThatThrownBy(() -> TextTokenizer.open(broken, 64))
                // Then
                .isInstanceOf(TokenizerFileException.class)
                .hasMessageStartingWith(broken + ": is no Hugging Face tokenizer.json");
    }

    @Test
    void namesAFileThatIsMissing(@TempDir Path folder) {
        Path missing = folder.resolve("tokenizer.json");

        assertThatThrownBy(() -> TextTokenizer.open(missing, 64))
                .isInstanceOf(TokenizerFileException.class)
                .hasMessageStartingWith(missing + ": cannot be read");
    }

    @Test
    void closesOnceAndThenRefusesToEncode() {
        TextTokenizer tokenizer = TextTokenizer.open(FILE, 64);
        tokenizer.close();

        assertThatCode(tokenizer::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> tokenizer.encode("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokenizer is closed");
    }

    private static int[] encode(String text, int maxLength) {
        try (TextTokenizer tokenizer = TextTokenizer.open(FILE, maxLength)) {
            return tokenizer.encode(text);
        }
    }

    private static Path file() {
        try {
            return Path.of(TextTokenizerTest.class.getResource("tokenizer.json").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
