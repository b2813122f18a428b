package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Hugging Face's tokenizers make of pairs; {@code infra/golden/make_pairs.py} wrote it down. */
class PairTest {

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta"})
    void hasTheIdsOfHuggingFaceHoweverMuchIsTruncated(String family) throws IOException {
        // Given
        JsonNode cases = new ObjectMapper().readTree(file("pairs").toFile()).get(family);
        for (JsonNode golden : cases) {
            try (TextTokenizer tokenizer =
                    TextTokenizer.open(file(family), golden.get("maxLength").intValue())) {
                // When
                Tokens tokens = tokenizer.encode(
                        golden.get("text").textValue(), golden.get("textPair").textValue());
                // Then
                int[] ids = StreamSupport.stream(golden.get("ids").spliterator(), false)
                        .mapToInt(JsonNode::intValue)
                        .toArray();
                assertThat(tokens)
                        .as(golden.toString())
                        .isEqualTo(new Tokens(ids, golden.get("second").intValue()));
            }
        }
        assertThat(cases).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta"})
    void refusesAPairWhereThereIsRoomForSpecialTokensOnly(String family) {
        // Given
        int specialTokens = family.equals("bert") ? 3 : 4;
        try (TextTokenizer tokenizer = TextTokenizer.open(file(family), specialTokens)) {
            // When, Then
            assertThat(tokenizer.encode("a")).hasSizeLessThanOrEqualTo(specialTokens);
            assertThatThrownBy(() -> tokenizer.encode("a", "a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("maxLength is " + specialTokens + "; expected more than the "
                            + specialTokens + " special tokens of ");
        }
    }

    private static Path file(String name) {
        try {
            return Path.of(
                    PairTest.class.getResource("/golden/" + name + ".json").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
