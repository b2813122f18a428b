package sharelora.operations.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.DeadLetters;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;

class LostRecordsTest {

    private static final DeadLetters LETTERS = DeadLetters.of("tokenizer").forStream("tickets");

    private final LostRecords lost = LostRecords.of(
            List.of(
                    letter("t", 1, 40, 50),
                    letter("t", 0, 13, 200),
                    letter("t", 0, 200, 210),
                    letter("t", 0, 300, 310),
                    LETTERS.forStream("other")
                            .lostToRetention(new Source("t", 0, 0L), 9)
                            .value(),
                    LETTERS.letter(new Source("t", 0, 5L), null, "unreadable", "no JSON")
                            .value()),
            "tickets");

    @Test
    void countsTheStreamsOwnAndJoinsRangesThatTouch() {
        // When / Then
        assertThat(lost.texts()).containsExactly("t:0:[13,210)", "t:0:[300,310)", "t:1:[40,50)");
        assertThat(lost.offsets()).isEqualTo(217);
    }

    @Test
    void findsTheGapsWithinWhatWasLearned() {
        // When
        LostRecords gaps = lost.within(List.of(new OffsetRange("t", 0, 0L, 305L), new OffsetRange("t", 1, 50L, 60L)));

        // Then
        assertThat(gaps.texts()).containsExactly("t:0:[13,210)", "t:0:[300,305)");
    }

    @Test
    void knowsWhetherARecordIsToldAsLost() {
        // When / Then
        assertThat(lost.holds(new Source("t", 0, 13L))).isTrue();
        assertThat(lost.holds(new Source("t", 0, 209L))).isTrue();
        assertThat(lost.holds(new Source("t", 0, 210L))).isFalse();
        assertThat(lost.holds(new Source("t", 2, 13L))).isFalse();
        assertThat(LostRecords.of(List.of(), "tickets").isEmpty()).isTrue();
    }

    private static DeadLetter letter(String topic, int partition, long from, long to) {
        return LETTERS.lostToRetention(new Source(topic, partition, from), to).value();
    }
}
