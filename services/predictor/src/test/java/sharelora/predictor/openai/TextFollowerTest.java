package sharelora.predictor.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import sharelora.predictor.compute.Search;

/** Tokens are bytes of UTF-8 here, so that a character may be several. */
class TextFollowerTest {

    private static final float[] LOGITS = {1, 3, 2, 3};

    private final List<SaidText> said = new ArrayList<>();

    @Test
    void tellsWholeCharactersOnlyAndAllOfThemInTheEnd() {
        // Given
        String text = "a\u00fcb \ud83d\ude00!";
        // When
        follow(text, List.of(), 100);
        // Then
        assertThat(said).noneMatch(each -> each.text().contains("\ufffd"));
        assertThat(told()).isEqualTo(text);
        assertThat(said.getLast().finish()).isEqualTo("stop");
    }

    @Test
    void endsBeforeAStopTextAndNeverTellsPartOfIt() {
        // When
        boolean wentOn = follow("one. two. END three", List.of("nothing", ". E"), 100);
        // Then
        assertThat(wentOn).isFalse();
        assertThat(told()).isEqualTo("one. two");
        assertThat(said.getLast().finish()).isEqualTo("stop");
    }

    @Test
    void tellsAtTheEndWhatMightHaveBecomeAStopText() {
        // When
        follow("one. E", List.of(". END"), 6);
        // Then
        assertThat(told()).isEqualTo("one. E");
        assertThat(said.getLast().finish()).isEqualTo("length");
    }

    @Test
    void tellsHalfACharacterThatNothingFollows() {
        // Given
        TextFollower follower = follower(List.of(), OptionalInt.empty());
        follower.added('a', LOGITS);
        follower.added(0xc3, LOGITS);
        // When
        follower.end(new int[] {'a', 0xc3}, 2);
        // Then
        assertThat(told()).isEqualTo("a\ufffd");
    }

    @Test
    void tellsEachTokensChanceOnceWithTheLikeliest() {
        // Given
        TextFollower follower = follower(List.of(), OptionalInt.of(3));
        // When
        follower.added(2, LOGITS);
        follower.end(new int[] {2}, 5);
        // Then
        List<TokenChance> chances =
                said.stream().flatMap(each -> each.chances().stream()).toList();
        assertThat(chances).hasSize(1);
        double total = Math.exp(1) + 2 * Math.exp(3) + Math.exp(2);
        assertThat(chances.getFirst().logProbability()).isCloseTo(2 - Math.log(total), within(1e-12));
        assertThat(chances.getFirst().top()).extracting(TokenChance::token).containsExactly(1, 3, 2);
    }

    private boolean follow(String text, List<String> stops, int most) {
        TextFollower follower = follower(stops, OptionalInt.empty());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int count = 0;
        boolean goesOn = true;
        while (count < bytes.length && goesOn) {
            goesOn = follower.added(bytes[count++] & 0xff, LOGITS);
        }
        follower.end(new int[count], most);
        return goesOn;
    }

    private TextFollower follower(List<String> stops, OptionalInt chances) {
        GenerationOptions options =
                new GenerationOptions(OptionalInt.empty(), stops, Search.GREEDY, chances, true, false);
        return new TextFollower(TextFollowerTest::words, options, () -> true, said::add);
    }

    private String told() {
        StringBuilder text = new StringBuilder();
        said.forEach(each -> text.append(each.text()));
        return text.toString();
    }

    private static String words(int[] tokens) {
        byte[] bytes = new byte[tokens.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) tokens[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
