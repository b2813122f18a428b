package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void textsWithOtherIdsOrAnotherBorderAreOthers() {
        // Given
        Tokens tokens = new Tokens(new int[] {1, 2, 3}, 2);

        // When / Then
        assertThat(tokens)
                .isEqualTo(new Tokens(new int[] {1, 2, 3}, 2))
                .hasSameHashCodeAs(new Tokens(new int[] {1, 2, 3}, 2))
                .isNotEqualTo(new Tokens(new int[] {1, 2, 4}, 2))
                .isNotEqualTo(new Tokens(new int[] {1, 2, 3}, 1))
                .isNotEqualTo(null);
        assertThat(Tokens.of(1, 2, 3)).isEqualTo(new Tokens(new int[] {1, 2, 3}, 3));
    }

    @Test
    void aSecondTextBeginsInsideOrBehindTheIds() {
        assertThat(new Tokens(new int[] {1, 2}, 0).second()).isZero();
        assertThat(new Tokens(new int[] {1, 2}, 2).second()).isEqualTo(2);
        assertThatThrownBy(() -> new Tokens(new int[] {1, 2}, 3)).hasMessage("second is 3, expected 0 to 2");
        assertThatThrownBy(() -> new Tokens(new int[] {1, 2}, -1)).hasMessage("second is -1, expected 0 to 2");
    }

    @Test
    void completionsWithOtherIdsOrAnotherPromptAreOthers() {
        // Given
        Completed completed = new Completed(new int[] {1, 2, 3}, 2);

        // When / Then
        assertThat(completed)
                .isEqualTo(new Completed(new int[] {1, 2, 3}, 2))
                .hasSameHashCodeAs(new Completed(new int[] {1, 2, 3}, 2))
                .isNotEqualTo(new Completed(new int[] {1, 2, 4}, 2))
                .isNotEqualTo(new Completed(new int[] {1, 2, 3}, 1))
                .isNotEqualTo(null);
    }

    @Test
    void aPromptLeavesATokenAtLeastForItsCompletion() {
        assertThat(new Completed(new int[] {1, 2, 3}, 0).asked()).isEqualTo(2);
        assertThat(new Completed(new int[] {1, 2, 3}, 1).asked()).isEqualTo(2);
        assertThat(new Completed(new int[] {1, 2, 3}, 2).asked()).isEqualTo(1);
        assertThatThrownBy(() -> new Completed(new int[] {1, 2, 3}, 3)).hasMessage("prompt is 3, expected 0 to 2");
        assertThatThrownBy(() -> new Completed(new int[] {1, 2, 3}, -1)).hasMessage("prompt is -1, expected 0 to 2");
    }
}
