package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.training.Schedule.Course;

/** Against what transformers' schedulers give; {@code infra/golden/make_schedules.py} wrote it down. */
class ScheduleTest {

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper()
                .readTree(ScheduleTest.class.getResourceAsStream("/golden/schedules.json"))
                .get("cases")
                .forEach(cases::add);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isThatOfTransformersWithAFirstUpdateThatMovesAndALastOneToo(JsonNode golden) {
        // Given
        int warmup = golden.get("warmupSteps").intValue();
        Schedule schedule = new Schedule(
                Course.of(golden.get("schedule").textValue()),
                warmup,
                golden.get("totalSteps").intValue());
        JsonNode factors = golden.get("factors");
        for (int update = 1; update <= factors.size(); update++) {
            // When
            double factor = schedule.factor(update);
            // Then
            int theirs = update < factors.size() && update <= warmup ? update : update - 1;
            assertThat(factor)
                    .as("update " + update)
                    .isCloseTo(factors.get(theirs).doubleValue(), within(1e-12));
            assertThat(factor).isPositive();
        }
    }

    @Test
    void isOverAtTotalStepsAndNeverWithoutThem() {
        // Given
        Schedule cosine = new Schedule(Course.COSINE, 2, 10);
        Schedule endless = Schedule.constant(2);
        // When
        List<Boolean> over = List.of(cosine.isOver(9), cosine.isOver(10), endless.isOver(Long.MAX_VALUE));
        // Then
        assertThat(over).containsExactly(false, true, false);
    }

    @Test
    void refusesBySettingAndValueWhatHasNoWayToItsEnd() {
        assertThatThrownBy(() -> new Schedule(Course.LINEAR, 0, 0))
                .hasMessage("totalSteps is 0, expected as linear needs it more than 0 warmupSteps");
        assertThatThrownBy(() -> new Schedule(Course.CONSTANT, 20, 20))
                .hasMessage("totalSteps is 20, expected 0 for no end, or more than 20 warmupSteps");
        assertThatThrownBy(() -> Course.of("step"))
                .hasMessage("schedule is step, expected one of [constant, inverse-sqrt, linear, cosine]");
    }
}
