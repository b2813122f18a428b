package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Ids as in {@link TextTokenizerTest}: the file puts 2 before a text and 3 behind it. */
class TruncationTest {

    private static final String TEXT = "reads a stream";

    @Test
    void tellsATextThatWasCutFromOneThatJustFits() {
        try (TextTokenizer fits = TextTokenizer.open(file(), 5);
                TextTokenizer cuts = TextTokenizer.open(file(), 4)) {
            assertThat(fits.encoding(TEXT, null)).isEqualTo(new Encoding(Tokens.of(2, 4, 5, 6, 3), false));
            assertThat(cuts.encoding(TEXT, null)).isEqualTo(new Encoding(Tokens.of(2, 4, 5, 3), true));
        }
    }

    @Test
    void tellsAPairThatWasCutAndHasTheIdsOfTheOtherEncoding() {
        try (TextTokenizer fits = TextTokenizer.open(file(), 32);
                TextTokenizer cuts = TextTokenizer.open(file(), 5)) {
            assertThat(fits.encoding(TEXT, TEXT)).isEqualTo(new Encoding(fits.encode(TEXT, TEXT), false));
            assertThat(cuts.encoding(TEXT, TEXT)).isEqualTo(new Encoding(cuts.encode(TEXT, TEXT), true));
        }
    }

    @Test
    void tellsAPromptThatWasCutAlsoWhereOnlyItsOpeningMadeItTooLong() {
        try (TextTokenizer fits = TextTokenizer.open(file(), 4);
                TextTokenizer cuts = TextTokenizer.open(file(), 3)) {
            assertThat(PromptTokenizer.of(fits, 3).promptEncoding(TEXT))
                    .isEqualTo(new Encoding(Tokens.of(2, 4, 5, 6), false));
            assertThat(PromptTokenizer.of(cuts, 3).promptEncoding(TEXT))
                    .isEqualTo(new Encoding(Tokens.of(2, 4, 5), true));
        }
    }

    private static Path file() {
        try {
            return Path.of(TruncationTest.class.getResource("tokenizer.json").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
