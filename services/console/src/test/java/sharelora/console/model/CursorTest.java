package sharelora.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void isReadAsItWasWritten() {
        // Given
        Cursor cursor = new Cursor(Map.of("sharelora.jobs.v1-3", 7L, "sharelora.train-steps.v1-0", 12L));

        // When / Then
        assertThat(Cursor.parse(cursor.toString())).contains(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a-0", "a-0=", "a-0=-1", "a-0=1,", "a-0=9999999999999999999", "<b>-0=1"})
    void whatIsNoneIsNone(String text) {
        assertThat(Cursor.parse(text)).isEmpty();
    }

    @Test
    void placeBeforeTheLogsBeginningOrBehindItsEndIsNotKnown() {
        // Given
        Map<String, Long> beginnings = Map.of("a-0", 5L);
        Map<String, Long> now = Map.of("a-0", 9L);

        // When / Then
        assertThat(new Cursor(Map.of("a-0", 5L)).isWithin(beginnings, now)).isTrue();
        assertThat(new Cursor(Map.of("a-0", 4L)).isWithin(beginnings, now)).isFalse();
        assertThat(new Cursor(Map.of("a-0", 10L)).isWithin(beginnings, now)).isFalse();
        assertThat(new Cursor(Map.of("b-0", 6L)).isWithin(beginnings, now)).isFalse();
    }
}
