package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** What learning has to be on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FineTunerConformance {

    private static final int STEPS = 4;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    /** A new engine, closed after the test. */
    abstract Engine engine();

    /** Methods that it is tried with. */
    Stream<AdapterMethod> methods() {
        return AdapterMethods.all().stream().filter(method -> !method.id().equals("core"));
    }

    @BeforeEach
    void open() throws IOException {
        engine = engine();
        base = BaseModel.open(engine, TinyBert.write(folder, 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void learnsARule(AdapterMethod method) {
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(method), 2)) {
            // Given
            double first = Jobs.learn(tuner, 0, 1);
            // When
            Jobs.learn(tuner, 1, 22);
            double last = Jobs.learn(tuner, 22, 30);
            // Then
            double own = method.id().equals("monteclora") ? 2e-3 : 0; // its variational term
            assertThat(first).isCloseTo(Math.log(3), within(1e-6 + own));
            assertThat(last).isLessThan(0.4 * first);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theNumberOfThreadsHasNoInfluenceOnAnyBit(AdapterMethod method) {
        // Given
        FineTuneSpec subject = dropped(method);
        // When
        List<WrittenFile> files = Stream.of(1, 2, 4)
                .map(threads -> StateFile.write(learned(subject, threads), folder.resolve("state-" + threads)))
                .toList();
        // Then
        assertThat(files).hasSize(3);
        assertThat(Set.copyOf(files)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void resumesAsIfThereHadBeenNoPause(AdapterMethod method) {
        // Given
        FineTuneSpec subject = dropped(method);
        try (FineTuner before = FineTuner.start(base, subject, 2)) {
            Jobs.learn(before, 0, 2);
            StateFile.write(before.state(), folder.resolve("halfway"));
        }
        try (FineTuner after = FineTuner.resume(base, StateFile.read(folder.resolve("halfway")), 1)) {
            // When
            Jobs.learn(after, 2, STEPS);
            // Then
            assertThat(after.state()).isEqualTo(learned(subject, 2));
        }
    }

    @Test
    void aFrozenAStaysAsItBeganWhateverIsAppendedOrResumed() {
        // Given
        FineTuneSpec subject = frozenA();
        float[] start = startOfA(subject, 3);
        try (FineTuner before = FineTuner.start(base, subject, 2)) {
            Jobs.learn(before, 0, 2);
            StateFile.write(before.state(), folder.resolve("halfway"));
        }
        try (FineTuner tuner = FineTuner.resume(base, StateFile.read(folder.resolve("halfway")), 1)) {
            Jobs.learn(tuner, 2, STEPS);
            TrainingState trained = tuner.state();
            List<String> more = List.of("low", "high", "other", "new");
            // When
            tuner.step(Jobs.batch(STEPS, 13), more, Jobs.consumed(STEPS, 13));
            // Then
            TrainingState after = tuner.state();
            assertThat(trained).isEqualTo(learned(subject, 2));
            assertThat(tail(trained, start.length)).containsExactly(start);
            assertThat(tail(after, start.length)).containsExactly(start);
            assertThat(after.mean()).hasSize(after.values().length - start.length);
            assertThat(trained.values()[0]).as("of B").isNotZero();
        }
    }

    private static FineTuneSpec frozenA() {
        FineTuneSpec subject = Jobs.subject(LowRankMethod.SHARE_A);
        return Jobs.subject(((LowRankSpec) subject.adapter()).as(new Variant(true, 2, true)), subject.training());
    }

    private float[] startOfA(FineTuneSpec subject, int classes) {
        Layout layout = Layout.of(base.shape(), subject.adapter(), HeadSpec.MEAN, classes);
        return Arrays.copyOfRange(layout.start(subject.training().seed()), layout.trainedSize(), layout.size());
    }

    private static float[] tail(TrainingState state, int count) {
        return Arrays.copyOfRange(state.values(), state.values().length - count, state.values().length);
    }

    @Test
    void allLayersLearnThroughTheSameSharedMatrix() {
        // Given
        Layout layout = Jobs.subject(LowRankMethod.SHARE_A).layout(base.shape());
        // When
        TrainingState state = learned(Jobs.subject(LowRankMethod.SHARE_A), 1);
        // Then
        assertThat(state.values()).hasSize(layout.size());
        assertThat(layout.adapterSize()).isEqualTo(2 * 4 * (16 + TinyBert.LAYERS * 16));
    }

    @Test
    void aBatchThatIsNotFiniteLeavesWeightsMomentsAndSchedule() {
        // Given
        TrainingState good = learned(Jobs.subject(LowRankMethod.SHARE_A), 1);
        float[] values = good.values().clone();
        Arrays.fill(values, 0, 4, Float.MAX_VALUE);
        TrainingState broken = new TrainingState(good.subject(), good.progress(), values, good.mean(), good.square());
        try (FineTuner tuner = FineTuner.resume(base, broken, 1)) {
            // When
            StepResult result = tuner.step(Jobs.batch(STEPS, 13), Jobs.LABELS, Jobs.consumed(STEPS, 13));
            // Then
            Progress before = good.progress();
            TrainingState after = tuner.state();
            assertThat(result.learned()).isFalse();
            assertThat(after)
                    .isEqualTo(new TrainingState(
                            broken.subject(),
                            new Progress(
                                    before.step() + 1,
                                    before.updates(),
                                    STEPS + 1,
                                    before.records(),
                                    13,
                                    1,
                                    before.learnedFrom(),
                                    before.inputs(),
                                    List.of()),
                            broken.values(),
                            broken.mean(),
                            broken.square()));
        }
    }

    @Test
    void aLabelAppendedLaterIsAsIfItHadBeenThere() {
        // Given
        List<String> more = List.of("low", "high", "other", "new");
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.SHARE_B), 1)) {
            Jobs.learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            PackedBatch batch = Jobs.batch(2, 13);
            // When
            StepResult result = tuner.step(batch, more, Jobs.consumed(2, 13));
            // Then
            TrainingState after = tuner.state();
            assertThat(result.learned()).isTrue();
            assertThat(after.subject().labels()).isEqualTo(more);
            assertThat(after.values()).hasSize(before.values().length + TinyBert.HIDDEN + 1);
            assertThat(tuner.step(batch, Jobs.LABELS, Jobs.consumed(3, 13)).learned())
                    .as("a batch made before the label was appended")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "new"})
    void aStepThatIsDiscardedLeavesNoTrace(String appended) {
        // Given
        List<String> labels = new ArrayList<>(Jobs.LABELS);
        Stream.of(appended).filter(label -> !label.isEmpty()).forEach(labels::add);
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.SHARE_A), 2)) {
            Jobs.learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            // When
            tuner.discardStep();
            // Then
            assertThatThrownBy(() -> tuner.step(Jobs.batch(2, 13), labels, Jobs.consumed(2, 13)))
                    .isInstanceOf(CancellationException.class);
            assertThat(tuner.state()).isEqualTo(before);
        }
    }

    @Test
    void countsWhatItTookAndWhere() {
        // When
        Progress progress = learned(Jobs.subject(LowRankMethod.LORA), 1).progress();
        // Then
        assertThat(progress)
                .isEqualTo(new Progress(
                        STEPS,
                        STEPS,
                        STEPS,
                        STEPS * 13L,
                        0,
                        0,
                        List.of(new OffsetSpan("batches", 0, 0, STEPS)),
                        List.of(new OffsetSpan("input", 1, 0, STEPS * 13L)),
                        List.of()));
    }

    @Test
    void refusesWhatTheBaseHasNoEmbeddingForAndChangesNothing() {
        // Given
        PackedBatch batch = new PackedBatch(new int[] {1, 50}, new int[] {0, 2}, new int[] {0});
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.LORA), 1)) {
            TrainingState before = tuner.state();
            // When, Then
            assertThatThrownBy(() -> tuner.step(batch, Jobs.LABELS, Jobs.consumed(0, 1)))
                    .hasMessage("token 1 is 50, expected 0 to 49 as the base has a vocabulary of 50");
            assertThat(tuner.state()).isEqualTo(before);
        }
    }

    @Test
    void refusesABatchThatItTookBefore() {
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.LORA), 1)) {
            // Given
            Jobs.learn(tuner, 0, 2);
            // When, Then
            assertThatThrownBy(() -> Jobs.learn(tuner, 1, 2))
                    .hasMessage("nextOffset is 2, expected more than 2: this batch was taken before");
        }
    }

    @Test
    void refusesAStateOfAnotherBase() {
        // Given
        TrainingState state = new TrainingState(
                Jobs.subject(LowRankMethod.LORA), Progress.from(0), new float[3], new float[3], new float[3]);
        // When, Then
        assertThatThrownBy(() -> FineTuner.resume(base, state, 1))
                .hasMessageStartingWith("the state has 3 values, expected 563 for ");
    }

    /** Weight decay pulls all that is trained, head included, as torch.optim.AdamW does. */
    @Test
    void decaysEverything() {
        // Given
        AdapterSpec adapter = Jobs.subject(LowRankMethod.SHARE_AB).adapter();
        TrainingState none =
                learned(Jobs.subject(adapter, new TrainingSpec(1e-2, Schedule.constant(0), 0, 1, 7, 4, false)), 1);
        // When
        TrainingState half =
                learned(Jobs.subject(adapter, new TrainingSpec(1e-2, Schedule.constant(0), 50, 1, 7, 4, false)), 1);
        // Then
        assertThat(size(half.values())).isLessThan(0.5 * size(none.values()));
    }

    private static double size(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static FineTuneSpec dropped(AdapterMethod method) {
        return Jobs.subject(
                Jobs.spec(method, 4, 8, 0.1, List.of("query", "value", "down")),
                new TrainingSpec(1e-2, Schedule.constant(5), 0.01, 1.0, 7, 4, true));
    }

    private TrainingState learned(FineTuneSpec subject, int threads) {
        try (FineTuner tuner = FineTuner.start(base, subject, threads)) {
            Jobs.learn(tuner, 0, STEPS);
            return tuner.state();
        }
    }
}
