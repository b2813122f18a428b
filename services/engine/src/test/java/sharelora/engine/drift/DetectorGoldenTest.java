package sharelora.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what river's detectors say of the same numbers; {@code infra/golden/make_drift.py} wrote it down. */
class DetectorGoldenTest {

    private static final double CLOSE = 1e-9;

    static Stream<JsonNode> cases() throws IOException {
        return StreamSupport.stream(golden().get("cases").spliterator(), false);
    }

    private static JsonNode golden() throws IOException {
        return new ObjectMapper().readTree(DetectorGoldenTest.class.getResourceAsStream("/golden/drift.json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void adwinHasTheWindowOfRiver(JsonNode each) throws IOException {
        Detector adwin = new Adwin(golden().get("confidence").doubleValue(), List.of());

        for (int i = 0; i < each.get("values").size(); i++) {
            JsonNode river = each.at("/adwin/" + i);
            Bucket before = whole(adwin).with(Bucket.of(value(each, i)));
            Detector.Seen seen = adwin.see(value(each, i));
            adwin = seen.after();

            Bucket window = whole(adwin);
            String place = each.get("name").asText() + " " + i;
            assertThat(window.size()).as(place).isEqualTo(river.get(0).longValue());
            assertThat(window.total()).as(place).isCloseTo(river.get(1).doubleValue(), within(CLOSE));
            assertThat(window.spread()).as(place).isCloseTo(river.get(2).doubleValue(), within(CLOSE));
            assertThat(window.size() < before.size())
                    .as(place)
                    .isEqualTo(river.get(3).intValue() == 1);
            assertThat(seen.rise().isPresent())
                    .as(place)
                    .isEqualTo(river.get(3).intValue() == 1 && window.mean() > before.mean());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pageHinkleyHasTheChangesOfRiver(JsonNode each) throws IOException {
        Detector test = new PageHinkley(
                golden().get("tolerance").doubleValue(),
                golden().get("threshold").doubleValue());
        List<Integer> changes = new ArrayList<>();

        for (int i = 0; i < each.get("values").size(); i++) {
            Detector.Seen seen = test.see(value(each, i));
            test = seen.after();
            if (seen.rise().isPresent()) {
                changes.add(i);
            }
        }

        assertThat(changes)
                .isEqualTo(StreamSupport.stream(each.get("pageHinkley").spliterator(), false)
                        .map(JsonNode::intValue)
                        .toList());
    }

    private static double value(JsonNode each, int i) {
        return each.at("/values/" + i).doubleValue();
    }

    private static Bucket whole(Detector adwin) {
        return ((Adwin) adwin).buckets().stream().reduce(Bucket.EMPTY, Bucket::with);
    }
}
