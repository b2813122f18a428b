package sharelora.predictor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.schemas.Query;
import sharelora.schemas.Source;

class CapturedIdsTest {

    private static final long NOW = 1_800_000_000_000L;

    private final CapturedIds ids = new CapturedIds();

    @Test
    void remembersAnIdForItsTimeAndThenItIsNew() {
        // Given
        ids.put("old", query("old", 0, NOW));

        // When
        long end = NOW + CapturedIds.TIME.toMillis();

        // Then
        assertThat(ids.find("old", end - 1)).isPresent();
        assertThat(ids.find("old", end)).isEmpty();
        ids.put("other", query("other", 1, end));
        assertThat(ids.has("old")).isFalse();
    }

    @Test
    void remembersTheNewestOfEachPartition() {
        // When
        for (int i = 0; i <= CapturedIds.MOST; i++) {
            ids.put(Integer.toString(i), query("t", i, NOW));
        }

        // Then
        assertThat(ids.find("0", NOW)).isEmpty();
        assertThat(ids.find("1", NOW)).isPresent();
        assertThat(ids.find(Integer.toString(CapturedIds.MOST), NOW)).isPresent();
    }

    @Test
    void aCapturedAgainIdIsAmongTheNewest() {
        // Given
        ids.put("again", query("before", 0, NOW));
        ids.put("other", query("other", 1, NOW));

        // When
        ids.put("again", query("after", 2, NOW));
        for (int i = 3; i <= CapturedIds.MOST + 1; i++) {
            ids.put(Integer.toString(i), query("t", i, NOW));
        }

        // Then
        assertThat(ids.find("again", NOW)).get().matches(each -> each.asks(asked("after")));
        assertThat(ids.find("other", NOW)).isEmpty();
    }

    @Test
    void tellsTextsApartAlsoWhereTheyAreEqualTogether() {
        // When
        CapturedQuery captured = new CapturedQuery(new Query("a", "ab", "c", null, true), at(0), NOW);

        // Then
        assertThat(captured.asks(new Query("a", "ab", "c", null, false))).isTrue();
        assertThat(captured.asks(new Query("a", "a", "bc", null, false))).isFalse();
        assertThat(captured.asks(asked("abc"))).isFalse();
        assertThat(new CapturedQuery(asked(""), at(0), NOW).asks(new Query("a", "", "", null, false)))
                .isFalse();
    }

    private static CapturedQuery query(String text, long offset, long time) {
        return new CapturedQuery(asked(text), at(offset), time);
    }

    private static Query asked(String text) {
        return new Query("id", text, null, null, true);
    }

    private static Source at(long offset) {
        return new Source("queries", 2, offset);
    }
}
