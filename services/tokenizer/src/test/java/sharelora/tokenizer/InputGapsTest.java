package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;

class InputGapsTest {

    private static final Position FIRST = new Position("in", 0);
    private static final Position SECOND = new Position("in", 1);

    private final InputGaps gaps = new InputGaps();

    @Test
    void aBatchTellsTheGapsOfItsOwnPartitionsOnce() {
        // Given
        gaps.add(new Gap(FIRST, 3, 9));
        gaps.add(new Gap(SECOND, 0, 4));

        // When
        List<OffsetRange> told = gaps.before(List.of(new Source("in", 0, 9L), new Source("in", 0, 10L)));

        // Then
        assertThat(told).containsExactly(new OffsetRange("in", 0, 3L, 9L));
        assertThat(gaps.before(List.of(new Source("in", 0, 11L)))).isEmpty();
        assertThat(gaps.notes()).isEqualTo(Map.of(SECOND, "[0,4)"));
    }

    @Test
    void gapsThatTouchAreOneAndOthersStayApart() {
        // When
        gaps.add(new Gap(FIRST, 3, 9));
        gaps.add(new Gap(FIRST, 9, 12));
        gaps.add(new Gap(FIRST, 13, 20));
        gaps.add(new Gap(FIRST, 15, 17));

        // Then
        assertThat(gaps.notes()).isEqualTo(Map.of(FIRST, "[3,12) [13,20)"));
    }

    @Test
    void whatIsNotedIsReadAgain() {
        // Given
        Map<Position, String> notes = Map.of(FIRST, "[3,12) [13,20)", SECOND, "[0,9223372036854775807)");

        // When
        InputGaps read = InputGaps.noted(notes);

        // Then
        assertThat(read.notes()).isEqualTo(notes);
        assertThat(read.before(List.of(new Source("in", 1, 5L), new Source("in", 0, 20L))))
                .containsExactly(
                        new OffsetRange("in", 1, 0L, Long.MAX_VALUE),
                        new OffsetRange("in", 0, 3L, 12L),
                        new OffsetRange("in", 0, 13L, 20L));
    }

    @Test
    void aNoteThatIsNoneHasNoGaps() {
        assertThat(InputGaps.noted(Map.of(FIRST, "", SECOND, "nothing")).notes())
                .isEmpty();
    }

    @Test
    void aNoteNeverOutgrowsItsRoomAndStillCoversWhatWasRemoved() {
        // Given
        long far = Long.MAX_VALUE - 1_000_000;

        // When
        for (int i = 0; i < 1_000; i++) {
            gaps.add(new Gap(FIRST, far + 10L * i, far + 10L * i + 5));
        }

        // Then
        String note = gaps.notes().get(FIRST);
        assertThat(note.length()).isLessThanOrEqualTo(Transform.MOST_NOTED);
        assertThat(note).startsWith("[" + far + "," + (far + 5) + ") ").endsWith("," + (far + 9_995) + ")");
        assertThat(note.split(" ")).hasSize(Transform.MOST_NOTED / 42);
    }
}
