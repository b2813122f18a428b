package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static final Labels TWO = Labels.of(List.of("low", "high"));

    @Test
    void aLabelIsARowInTheOrderOfTheList() {
        assertThat(TWO.target("low")).isZero();
        assertThat(TWO.target("high")).isEqualTo(1);
        assertThat(TWO.target("other")).isEqualTo(-1);
        assertThat(TWO.list()).containsExactly("low", "high");
    }

    @Test
    void labelsExtendThoseThatTheyBeginWith() {
        assertThat(Labels.of(List.of("low", "high", "other")).extend(TWO)).isTrue();
        assertThat(Labels.of(List.of("low", "high")).extend(TWO)).isTrue();
        assertThat(Labels.of(List.of("low")).extend(TWO)).isFalse();
        assertThat(Labels.of(List.of("high", "low", "other")).extend(TWO)).isFalse();
    }
}
