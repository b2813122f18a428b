package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.Changes;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;

/** Pairs around layers that become one, or give way to plain LoRA, between two updates. */
class ChangingLayersTest {

    private static final int LAYERS = 4;
    private static final Changes MERGE = new Changes(2, 2);
    private static final Changes INJECT = new Changes(5, 1);

    /** Merges after 2 and 4, an inject after 5. */
    private static final int STEPS = 7;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() {
        engine = Engines.fused();
        RandomModel.write(new ModelShape("bert", LAYERS, 16, 2, 2, 32, 50, 24), 5, folder.resolve("base"));
        base = BaseModel.open(engine, folder.resolve("base"));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void changesTheSameHoweverManyThreadsThereAre(int threads) {
        // Given
        TrainingState expected = learned(1, STEPS);
        // When
        TrainingState found = learned(threads, STEPS);
        // Then
        assertThat(found).isEqualTo(expected);
        assertThat(found.structure().of("changes")).containsExactly(2, 1);
        assertThat(Arrays.stream(found.structure().of("injected")).filter(since -> since == 5))
                .isNotEmpty();
    }

    @Test
    void comesToTheSameBitsFromItsFileOfAnyStep() {
        // Given
        TrainingState whole = learned(1, STEPS);
        for (int step = 0; step < STEPS; step++) {
            Path file = folder.resolve("state-" + step);
            StateFile.write(learned(1, step), file);
            // When
            try (FineTuner again = FineTuner.resume(base, StateFile.read(file), 2)) {
                Jobs.learn(again, step, STEPS);
                // Then
                assertThat(again.state()).as("from step " + step).isEqualTo(whole);
            }
        }
    }

    @Test
    void whatIsUnusedHasNoMomentsAndWhatIsDroppedNoNumbers() {
        // Given
        TrainingState begun = learned(1, 0);
        // When
        TrainingState merged = learned(1, 3);
        TrainingState whole = learned(1, STEPS);
        // Then
        int gone = index(merged.structure().of("ends"));
        assertThat(numbers(merged, merged.values(), gone + ".layer."))
                .isNotEmpty()
                .containsOnly(0f);
        assertThat(numbers(merged, merged.mean(), gone + ".layer.")).containsOnly(0f);
        assertThat(numbers(merged, merged.square(), ".query.")).isNotEmpty().containsOnly(0f);
        assertThat(numbers(merged, merged.values(), ".query.")).isEqualTo(numbers(begun, begun.values(), ".query."));
        int[] injected = whole.structure().of("injected");
        for (int layer = 0; layer < LAYERS; layer++) {
            List<Float> moments = numbers(whole, whole.square(), layer + ".value.B");
            assertThat(moments.stream().anyMatch(number -> number != 0))
                    .as("LoRA in layer " + layer)
                    .isEqualTo(injected[layer] >= 0);
        }
    }

    @Test
    void aMergedPairHasTheNumbersAndMomentsOfTheFirst() {
        // Given: one update before a merge, and the same job that never merges
        TrainingState kept = state(subject(Changes.NONE, INJECT, List.of("query", "value")), 1, 2);
        // When
        TrainingState merged = learned(1, 2);
        // Then
        int[] ends = merged.structure().of("ends");
        int first = index(ends) - 1;
        assertThat(ends[first]).isEqualTo(first + 1);
        String pair = first + ".layer.";
        assertThat(numbers(merged, merged.values(), pair)).isEqualTo(numbers(kept, kept.values(), pair));
        assertThat(numbers(merged, merged.mean(), pair)).isEqualTo(numbers(kept, kept.mean(), pair));
        assertThat(numbers(merged, merged.square(), pair)).isEqualTo(numbers(kept, kept.square(), pair));
    }

    @Test
    void leavesWithItsWaysAndGoesOnFromThem() {
        // Given
        FineTuneSpec dropless = subject(MERGE, INJECT, List.of("query", "value"), 0);
        TrainingState state = state(dropless, 1, STEPS);
        AdapterFolder exported = state.exported(base.shape());
        // When
        CheckpointFolder.write(exported, folder.resolve("native"));
        AdapterFolder read = CheckpointFolder.read(folder.resolve("native"));
        // Then
        assertThat(read).isEqualTo(exported);
        try (InferenceModel served = InferenceModel.open(base, folder.resolve("native"), 1);
                FineTuner tuner = FineTuner.start(base, dropless, Origin.of(read), 0, 1);
                FineTuner same = FineTuner.resume(base, state, 1)) {
            double[] losses = served.predict(Jobs.batch(99, 13)).losses();
            double next = same.step(Jobs.batch(99, 13), Jobs.LABELS, Jobs.consumed(99, 13))
                    .loss();
            assertThat(Arrays.stream(losses).average().orElseThrow()).isCloseTo(next, within(1e-4 * next));
            assertThat(tuner.state().values()).containsExactly(state.values());
            assertThat(tuner.state().structure().of("ends"))
                    .isEqualTo(state.structure().of("ends"));
            Jobs.learn(tuner, 0, 5);
            assertThat(tuner.state().structure().of("changes")).containsExactly(2, 1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0, 0 | 5, 1 |             | inject is {every: 5, most: 1} and there are no targets, expected those that take a pair of plain LoRA
        2, 4 | 0, 0 |             | merge is {every: 2, most: 4}, expected at most 3 where there are 4 layers
        2, 1 | 5, 5 | query       | inject is {every: 5, most: 5}, expected at most 4 where there are 4 layers
        2, 1 | 5, 1 | gate        | target is gate, expected one of [query, key, value, output, up, down] in a bert model
        """)
    void refusesWhatTheBaseHasNoLayersOrTargetsFor(String merge, String inject, String targets, String why) {
        // Given
        List<String> chosen = targets == null ? List.of() : List.of(targets);
        FineTuneSpec subject = subject(changes(merge), changes(inject), chosen);
        // When, Then
        assertThatThrownBy(() -> subject.layout(base.shape())).hasMessage(why);
    }

    @Test
    void refusesAMergeOnABaseOfOneLayer() {
        // Given
        FineTuneSpec subject = subject(MERGE, Changes.NONE, List.of());
        // When, Then
        assertThatThrownBy(() -> subject.layout(new ModelShape("bert", 1, 16, 2, 2, 32, 50, 24)))
                .hasMessage("merge is {every: 2, most: 2}, expected none on a base with one layer, whose pair has no"
                        + " neighbour");
    }

    private static Changes changes(String words) {
        String[] numbers = words.split(", ", -1);
        return new Changes(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    private static int index(int[] ends) {
        return Arrays.stream(ends).boxed().toList().indexOf(-1);
    }

    /** Those of the matrices whose names have that in them. */
    private List<Float> numbers(TrainingState state, float[] from, String names) {
        List<Float> numbers = new ArrayList<>();
        for (Parameter parameter : state.subject().layout(base.shape()).parameters()) {
            if (parameter.name().contains(names)) {
                for (int i = 0; i < parameter.size(); i++) {
                    numbers.add(from[parameter.offset() + i]);
                }
            }
        }
        return numbers;
    }

    private static FineTuneSpec subject() {
        return subject(MERGE, INJECT, List.of("query", "value"));
    }

    static FineTuneSpec subject(Changes merge, Changes inject, List<String> targets) {
        return subject(merge, inject, targets, 0.1);
    }

    private static FineTuneSpec subject(Changes merge, Changes inject, List<String> targets, double dropout) {
        MethodSettings settings = new MethodSettings(Map.of(
                "rank", 3, "alpha", 8.0, "dropout", dropout, "merge", merge, "inject", inject, "targets", targets));
        return Jobs.subject(AdapterMethods.of("lor2c").spec(settings), OwnMethodsTest.training());
    }

    private TrainingState learned(int threads, int steps) {
        return state(subject(), threads, steps);
    }

    private TrainingState state(FineTuneSpec subject, int threads, int steps) {
        try (FineTuner tuner = FineTuner.start(base, subject, threads)) {
            if (steps > 0) {
                Jobs.learn(tuner, 0, steps);
            }
            return tuner.state();
        }
    }
}
