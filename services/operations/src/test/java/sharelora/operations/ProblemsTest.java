package sharelora.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems();

    @Test
    void showsWhatWasFoundEscapedAndCut() {
        // When
        problems.add("--name", "\u001b[2J" + "n".repeat(1_000), "a name");

        // Then
        assertThat(problems.lines().getFirst())
                .startsWith("--name: '\\u001b[2Jnnn")
                .endsWith("n…', expected a name")
                .hasSizeLessThan(400);
    }

    @Test
    void saysThatNothingWasGiven() {
        // When
        problems.add("base", null, "a name");

        // Then
        assertThat(problems.lines()).containsExactly("base: missing, expected a name");
    }
}
