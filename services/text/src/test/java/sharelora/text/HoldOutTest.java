package sharelora.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldOutTest {

    /** Expected buckets: {@code int.from_bytes(hashlib.sha256(b"...\0...").digest()[:8], "big") % 100} in Python. */
    @ParameterizedTest
    @CsvSource({"hello world, '', 76", "hello world, again, 46", "'', '', 92"})
    void hashesAsDocumented(String text, String textPair, int bucket) {
        assertThat(HoldOut.bucket(text, textPair)).isEqualTo(bucket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reads a Stream",
                "  reads a\tstream\n",
                "READS\u00A0A\u2003 STREAM",
                "\uFF32\uFF45\uFF41\uFF44\uFF53 a stream"
            })
    void treatsSpellingsOfOneTextAsOne(String spelling) {
        assertThat(HoldOut.bucket(spelling, "")).isEqualTo(HoldOut.bucket("reads a stream", ""));
    }

    @Test
    void tellsAPairFromItsConcatenation() {
        assertThat(HoldOut.bucket("a b", "")).isNotEqualTo(HoldOut.bucket("a", "b"));
    }

    @Test
    void holdsAboutItsShareOfDistinctTexts() {
        HoldOut fifteen = new HoldOut(15);

        long held = IntStream.range(0, 20_000)
                .filter(i -> fifteen.holds("text number " + i))
                .count();

        // Five standard deviations of a binomial around 3,000.
        assertThat(held).isBetween(2_750L, 3_250L);
    }

    @Test
    void holdsMoreWithAHigherPercentAndNeverFewer() {
        for (int i = 0; i < 1_000; i++) {
            String text = "text number " + i;
            if (new HoldOut(10).holds(text)) {
                assertThat(new HoldOut(20).holds(text)).isTrue();
            }
        }
    }

    @Test
    void holdsNothingAtZeroAndEverythingAtAHundred() {
        for (int i = 0; i < 500; i++) {
            assertThat(new HoldOut(0).holds("text " + i)).isFalse();
            assertThat(new HoldOut(100).holds("text " + i)).isTrue();
        }
    }

    @Test
    void holdsATextBelowItsPercentAndNotAtIt() {
        // When / Then: the buckets of hashesAsDocumented
        assertThat(new HoldOut(76).holds("hello world")).isFalse();
        assertThat(new HoldOut(77).holds("hello world")).isTrue();
        assertThat(new HoldOut(46).holds("hello world", "again")).isFalse();
        assertThat(new HoldOut(47).holds("hello world", "again")).isTrue();
    }

    @Test
    void whiteSpaceInTheSecondTextCountsAsLittle() {
        assertThat(HoldOut.bucket("hello\n world ", " \u00A0Again\t")).isEqualTo(46);
        assertThat(HoldOut.bucket(" ", "\u3000")).isEqualTo(92);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void refusesWhatIsNoPercentage(int percent) {
        assertThatThrownBy(() -> new HoldOut(percent)).hasMessage("holdoutPercent is %d; expected 0 to 100", percent);
    }
}
