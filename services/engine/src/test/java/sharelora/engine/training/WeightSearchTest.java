package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
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
    void aBatchThatIsNotFiniteIsSkippedAndTheSearchGoesOnAsIfItHadNotBeen() throws IOException {
        // Given
        try (BaseModel strange = BaseModel.open(engine, withoutEnd(folder.resolve("strange")));
                FineTuner never = FineTuner.start(strange, subject(true), 1);
                FineTuner tuner = FineTuner.start(strange, subject(true), 3)) {
            Jobs.learn(never, 0, WARMUP + BATCHES + 2);
            Jobs.learn(tuner, 0, WARMUP + 1);
            // When
            long offset = 1_000;
            StepResult result = tuner.step(poison(), Jobs.LABELS, Jobs.consumed(offset, 1));
            // Then
            assertThat(result.learned()).isFalse();
            assertThat(tuner.settled()).isFalse();
            for (int i = WARMUP + 1; i < WARMUP + BATCHES + 2; i++) {
                tuner.step(Jobs.batch(i, 13), Jobs.LABELS, Jobs.consumed(offset + i, 13));
            }
            assertThat(tuner.progress().step()).isEqualTo(never.progress().step() + 1);
            assertThat(tuner.state().structure()).isEqualTo(never.state().structure());
            assertThat(tuner.state().values()).containsExactly(never.state().values());
            assertThat(tuner.state().square()).containsExactly(never.state().square());
        }
    }

    /** A base whose last token has an embedding so large that nothing computed from it is finite. */
    private Path withoutEnd(Path to) throws IOException {
        TinyBert.write(to, 1);
        Path file = to.resolve("model.safetensors");
        List<Weight> weights = new ArrayList<>();
        try (Safetensors tensors = Safetensors.open(file)) {
            for (String name : tensors.names()) {
                Weight weight = tensors.weight(name);
                float[] numbers = weight.toArray();
                if (name.endsWith("word_embeddings.weight")) {
                    Arrays.fill(numbers, numbers.length - TinyBert.HIDDEN, numbers.length, Float.MAX_VALUE);
                }
                weights.add(Weight.of(name, weight.shape(), numbers));
            }
        }
        SafetensorsWriter.write(file, Map.of("format", "pt"), weights);
        return to;
    }

    private static PackedBatch poison() {
        return new PackedBatch(new int[] {1, TinyBert.VOCABULARY - 1}, new int[] {0, 2}, new int[] {0});
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
