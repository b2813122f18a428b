package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Source;

class ExplanationTest {

    private static final Source SOURCE = new Source("tickets", 2, 7L);

    @Test
    void lineNamesPlaceStepIdAndCoordinates() {
        assertThat(new Explanation.Learned(
                                new RecordPlace(3, 1), Optional.of(4L), "id-1", SOURCE, List.of(), Optional.empty())
                        .line())
                .isEqualTo("3:1                 4  id-1  tickets:2:7");
    }

    @Test
    void lineShowsAStrangersIdEscapedAndCut() {
        // Given
        String id = "\u001b]0;title\u0007" + "i".repeat(900);

        // When
        String line = new Explanation.Learned(
                        new RecordPlace(3, 1), Optional.empty(), id, SOURCE, List.of(), Optional.empty())
                .line();

        // Then
        assertThat(line)
                .contains("?  \\u001b]0;title\\u0007iii")
                .contains("i…  tickets:2:7")
                .hasSizeLessThan(150);
    }
}
