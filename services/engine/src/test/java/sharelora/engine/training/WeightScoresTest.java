package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Structure;
import sharelora.engine.adapter.WeightSearch;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

class WeightScoresTest {

    private static final Site QUERY = new Site(0, "query");
    private static final ModelShape SMALL = new ModelShape("bert", 1, 2, 1, 1, 4, 8, 8);

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
    void aBatchThatIsNotFiniteCountsForNothingAndTheSearchGoesOn(float bad) {
        // Given
        WeightScores scores = new WeightScores(search(2, true, List.of(QUERY)), SMALL);
        try (Engine engine = Engines.reference(DataType.FLOAT)) {
            // When
            boolean first = counted(engine, scores, 1, -2, 3, 4);
            boolean second = counted(engine, scores, 9, 9, bad, 9);
            boolean third = counted(engine, scores, 3, 0, 0, 2);
            // Then
            assertThat(List.of(first, second, third)).containsExactly(true, false, true);
            assertThat(scores.taken()).isEqualTo(2);
            assertThat(scores.complete()).isTrue();
            assertThat(scores.of(QUERY)).containsExactly(5, 2, 4.5f, 10);
        }
    }

    @Test
    void theSizeOfAMeanCountsWhereNothingIsSquared() {
        // Given
        WeightScores scores = new WeightScores(search(2, false, List.of(QUERY)), SMALL);
        try (Engine engine = Engines.reference(DataType.FLOAT)) {
            // When
            counted(engine, scores, 1, -2, 3, 4);
            counted(engine, scores, -3, -2, 1, -4);
            // Then
            assertThat(scores.of(QUERY)).containsExactly(1, 2, 2, 0);
        }
    }

    /** A layer's query and value of LLaMA-7B are 128 MiB of gradients: more than a group may have, and so a group. */
    @Test
    void aGroupHasAsManyLayersAsItMayAndAtLeastOne() {
        // Given
        List<Site> ofMiniLm = List.of(new Site(0, "query"), new Site(1, "query"), new Site(1, "value"));
        List<Site> ofLlama = List.of(new Site(0, "query"), new Site(0, "value"), new Site(1, "query"));
        // When, Then
        assertThat(search(1, true, ofMiniLm).groups(KnownShapes.of("minilm"))).containsExactly(ofMiniLm);
        assertThat(search(1, true, ofLlama).groups(KnownShapes.of("llama-7b")))
                .containsExactly(ofLlama.subList(0, 2), ofLlama.subList(2, 3));
    }

    private static WeightSearch search(int batches, boolean squared, List<Site> sites) {
        return new WeightSearch(0, batches, squared, sites, (scores, updates) -> Structure.NONE);
    }

    private static boolean counted(Engine engine, WeightScores scores, float... gradient) {
        Map<Site, Parameter> weights = scores.weights(scores.groups().getFirst(), 3);
        Flat flat = engine.flat(7);
        flat.write(3, gradient);
        scores.take(weights, flat);
        return scores.count();
    }
}
