package sharelora.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.cli.WrongUsageException;

class PlaceTest {

    @Test
    void isReadAsItIsWrittenAndStandsInLogOrder() {
        Place place = new Place(12, 3);

        assertThat(Place.parse(place.toString())).isEqualTo(place);
        assertThat(place).isGreaterThan(new Place(12, 2)).isLessThan(new Place(13, 0));
        assertThat(Place.START).isLessThan(new Place(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "12:", "a:1", "1:-2", "1:2:3"})
    void refusesWhatIsNoPlace(String text) {
        assertThatThrownBy(() -> Place.parse(text))
                .isInstanceOf(WrongUsageException.class)
                .hasMessage("--after: '" + text + "', expected OFFSET:INDEX as the page before ended with");
    }
}
