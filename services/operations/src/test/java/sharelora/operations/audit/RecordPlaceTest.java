package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.operations.WrongUsageException;

class RecordPlaceTest {

    @Test
    void isReadAsItIsWrittenAndStandsInLogOrder() {
        RecordPlace place = new RecordPlace(12, 3);

        assertThat(RecordPlace.parse(place.toString())).isEqualTo(place);
        assertThat(place).isGreaterThan(new RecordPlace(12, 2)).isLessThan(new RecordPlace(13, 0));
        assertThat(RecordPlace.START).isLessThan(new RecordPlace(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "12:", "a:1", "1:-2", "1:2:3"})
    void refusesWhatIsNoPlace(String text) {
        assertThatThrownBy(() -> RecordPlace.parse(text))
                .isInstanceOf(WrongUsageException.class)
                .hasMessage("--after: '" + text + "', expected OFFSET:INDEX as the page before ended with");
    }
}
