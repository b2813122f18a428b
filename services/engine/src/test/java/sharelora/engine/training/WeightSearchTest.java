package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Structure;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** A mask that is chosen by the gradients of frozen weights, between two updates and in memory alone. */
class WeightSearchTest {

    private static final int WARMUP = 2;
    private static final int BATCHES = 3;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.fused();
        base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 3", "false, 1", "false, 3"})
    void choosesTheSamePlacesHoweverManyThreadsThereAre(boolean squares, int threads) {
        // Given
        TrainingState expected = learned(squares, 2, WARMUP + BATCHES + 2);
        // When
        TrainingState found = learned(squares, threads, WARMUP + BATCHES + 2);
        // Then
        assertThat(found).isEqualTo(expected);
        assertThat(found.structure().of("since")).containsExactly(WARMUP + BATCHES);
        assertThat(found.structure().of("0.query.places")).hasSize(12).isSorted();
    }

    @Test
    void hasNoStateWithinAndFromBeforeItComesToTheSameBits() {
        // Given
        TrainingState whole = learned(true, 1, WARMUP + BATCHES + 2);
        TrainingState before = learned(true, 1, WARMUP);
        try (FineTuner tuner = FineTuner.resume(base, before, 1)) {
            Jobs.learn(tuner, WARMUP, WARMUP + 2);
            // When, Then
            assertThat(tuner.settled()).isFalse();
            assertThatThrownBy(tuner::state)
                    .hasMessage("step 4 lies within the search of the method rosa by 2 batches so far:"
                            + " expected a state from before or after it");
        }
        try (FineTuner again = FineTuner.resume(base, before, 3)) {
            Jobs.learn(again, WARMUP, WARMUP + BATCHES + 2);
            assertThat(again.state()).isEqualTo(whole);
        }
    }

    @Test
    void isTheSameByWayOfItsFileAndOfItsFolder() {
        // Given
        TrainingState state = learned(true, 1, WARMUP + BATCHES + 2);
        AdapterFolder exported = state.exported(base.shape());
        // When
        StateFile.write(state, folder.resolve("state"));
        CheckpointFolder.write(exported, folder.resolve("native"));
        // Then
        assertThat(StateFile.read(folder.resolve("state"))).isEqualTo(state);
        assertThat(CheckpointFolder.read(folder.resolve("native"))).isEqualTo(exported);
        assertThat(exported.adapter().own().orElseThrow().integers()).containsKey("1.value.places");
    }

    @Test
    void goesOnFromAFolderWithItsPlacesAndWithoutASearch() {
        // Given
        TrainingState state = learned(true, 1, WARMUP + BATCHES + 2);
        Origin origin = Origin.of(state.exported(base.shape()));
        // When
        try (FineTuner tuner = FineTuner.start(base, subject(true), origin, 0, 1)) {
            TrainingState start = tuner.state();
            Jobs.learn(tuner, 0, WARMUP + 1);
            // Then
            assertThat(start.values()).containsExactly(state.values());
            assertThat(start.structure().of("1.value.places"))
                    .isEqualTo(state.structure().of("1.value.places"));
            assertThat(start.structure().of("since")).containsExactly(0);
            assertThat(tuner.settled()).isTrue();
            assertThat(tuner.state().structure()).isEqualTo(start.structure());
        }
    }

    @Test
    void refusesADensityThatLeavesNoNumber() {
        // Given
        MethodSettings thin = new MethodSettings(Map.of("density", 0.001));
        // When, Then
        assertThatThrownBy(() -> AdapterMethods.of("rosa").spec(thin).plan(base.shape()))
                .hasMessageContaining("density is 0.001, expected at least")
                .hasMessageContaining("of query");
        for (double density : new double[] {0, 1, -1, Double.NaN}) {
            MethodSettings none = new MethodSettings(Map.of("density", density));
            assertThatThrownBy(() -> AdapterMethods.of("rosa").spec(none))
                    .hasMessage("density is " + density + ", expected a number above 0, below 1");
        }
    }

    private static FineTuneSpec subject(boolean squares) {
        MethodSettings settings = new MethodSettings(Map.of(
                "rank",
                4,
                "alpha",
                8.0,
                "targets",
                List.of("query", "value"),
                "density",
                0.05,
                "maskWarmup",
                WARMUP,
                "maskBatches",
                BATCHES,
                "maskSquares",
                squares));
        return Jobs.subject(AdapterMethods.of("rosa").spec(settings), OwnMethodsTest.training());
    }

    private TrainingState learned(boolean squares, int threads, int steps) {
        try (FineTuner tuner = FineTuner.start(base, subject(squares), threads)) {
            assertThat(tuner.state().structure()).isEqualTo(Structure.NONE);
            Jobs.learn(tuner, 0, steps);
            return tuner.state();
        }
    }
}
