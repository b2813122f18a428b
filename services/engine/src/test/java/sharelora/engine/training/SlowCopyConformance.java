package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** What a job's running average has to be on every engine. */
abstract class SlowCopyConformance {

    private static final int STEPS = 4;
    private static final AverageSpec SLOW = new AverageSpec(0.5, AverageSpec.Copy.SLOW);
    private static final List<String> MORE = List.of("low", "high", "other", "new");

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    /** A new engine, closed after the test. */
    abstract Engine engine();

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

    /** Adapters of which not all is trained, or all is and some of it is a sampler's. */
    static Stream<AdapterSpec> adapters() {
        LowRankSpec shared = (LowRankSpec) Jobs.subject(LowRankMethod.SHARE_A).adapter();
        return Stream.of(
                shared,
                shared.as(new Variant(true, 2, true)),
                Jobs.subject(AdapterMethods.of("monteclora")).adapter(),
                Jobs.subject(AdapterMethods.of("vera")).adapter());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void isWhatPlainDoublesGiveOverTenSteps(AdapterSpec adapter) {
        // Given
        double decay = 0.6; // from the sixth update on less than (t + 1) / (t + 10)
        FineTuneSpec subject = averaged(adapter, new AverageSpec(decay, AverageSpec.Copy.SLOW));
        try (FineTuner tuner = FineTuner.start(base, subject, 2)) {
            int trained = tuner.state().mean().length;
            double[] average = doubles(tuner.state().values(), trained);
            for (int i = 0; i < 10; i++) {
                // When
                Jobs.learn(tuner, i, i + 1);
                // Then
                double t = i + 1;
                double b = Math.min(decay, (t + 1) / (t + 10));
                double[] fast = doubles(tuner.state().values(), trained);
                for (int j = 0; j < trained; j++) {
                    average[j] = b * average[j] + (1 - b) * fast[j];
                }
                assertThat(doubles(tuner.state().slow(), trained))
                        .as("after update " + (i + 1))
                        .containsExactly(average, within(1e-6));
            }
            assertThat(tuner.state().slow())
                    .isNotEqualTo(Arrays.copyOf(tuner.state().values(), trained));
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void leavesWhatIsTrainedAsItIsWithoutOne(AdapterSpec adapter) {
        // When
        TrainingState state = learned(averaged(adapter, SLOW), 1);
        // Then
        TrainingState plain = learned(Jobs.subject(adapter, training()), 1);
        int trained = plain.mean().length;
        assertThat(state.values()).containsExactly(plain.values());
        assertThat(state.mean()).containsExactly(plain.mean());
        assertThat(state.square()).containsExactly(plain.square());
        assertThat(plain.slow()).isEmpty();
        assertThat(tail(state.exportedValues(), trained)).containsExactly(tail(plain.values(), trained));
    }

    @Test
    void theNumberOfThreadsHasNoInfluenceOnAnyBit() {
        // Given
        FineTuneSpec subject = averaged(adapters().findFirst().orElseThrow(), SLOW);
        // When
        List<String> hashes =
                Stream.of(1, 4).map(threads -> hash(learned(subject, threads))).toList();
        // Then
        assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void goesOnAfterAnyStepAsIfThereHadBeenNoPause(int step) {
        // Given
        FineTuneSpec subject = averaged(adapters().findFirst().orElseThrow(), SLOW);
        TrainingState stored = after(step, subject);
        // When
        TrainingState resumed = resumed(stored);
        // Then
        assertThat(hash(resumed)).isEqualTo(hash(learned(subject, 2)));
    }

    @Test
    void anAverageThatIsLostAtTheResumptionIsSeenInTheHash() {
        // Given
        FineTuneSpec subject = averaged(adapters().findFirst().orElseThrow(), SLOW);
        TrainingState stored = after(2, subject);
        float[] begunAnew = Arrays.copyOf(stored.values(), stored.slow().length);
        // When
        TrainingState resumed = resumed(new TrainingState(
                subject,
                stored.progress(),
                stored.values(),
                stored.mean(),
                stored.square(),
                begunAnew,
                stored.replay()));
        // Then
        assertThat(hash(resumed)).isNotEqualTo(hash(learned(subject, 2)));
        assertThat(resumed.values()).containsExactly(learned(subject, 2).values());
    }

    @Test
    void aBatchThatIsNotFiniteLeavesItAlone() {
        // Given
        TrainingState good = learned(averaged(adapters().findFirst().orElseThrow(), SLOW), 1);
        float[] values = good.values().clone();
        Arrays.fill(values, 0, 4, Float.MAX_VALUE);
        TrainingState broken = new TrainingState(
                good.subject(), good.progress(), values, good.mean(), good.square(), good.slow(), good.replay());
        try (FineTuner tuner = FineTuner.resume(base, broken, 1)) {
            // When
            StepResult result = tuner.step(Jobs.batch(STEPS, 13), Jobs.LABELS, Jobs.consumed(STEPS, 13));
            // Then
            assertThat(result.learned()).isFalse();
            assertThat(tuner.state().slow()).containsExactly(good.slow());
        }
    }

    @Test
    void aLabelAppendedLaterBeginsWithZerosInBothCopies() {
        // Given
        FineTuneSpec subject = averaged(adapters().findFirst().orElseThrow(), SLOW);
        try (FineTuner tuner = FineTuner.start(base, subject, 1)) {
            Jobs.learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            // When
            tuner.step(Jobs.batch(2, 13), MORE, Jobs.consumed(2, 13));
            // Then
            TrainingState after = tuner.state();
            int bias = after.mean().length - 1; // of the new label, the head's last number
            float share = (float) SLOW.share(3);
            assertThat(after.slow()).hasSize(before.slow().length + TinyBert.HIDDEN + 1);
            assertThat(after.values()[bias]).isNotZero();
            assertThat(after.slow()[bias]).isEqualTo(share * after.values()[bias]);
            assertThat(after.slow()[0])
                    .isCloseTo(before.slow()[0] + share * (after.values()[0] - before.slow()[0]), within(1e-7f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "new"})
    void aStepThatIsDiscardedLeavesNoTrace(String appended) {
        // Given
        List<String> labels = new ArrayList<>(Jobs.LABELS);
        Stream.of(appended).filter(label -> !label.isEmpty()).forEach(labels::add);
        FineTuneSpec subject = averaged(adapters().findFirst().orElseThrow(), SLOW);
        try (FineTuner tuner = FineTuner.start(base, subject, 2)) {
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

    private FineTuneSpec averaged(AdapterSpec adapter, AverageSpec average) {
        return Jobs.subject(adapter, training().with(average));
    }

    private static TrainingSpec training() {
        return Jobs.subject(LowRankMethod.SHARE_A).training();
    }

    private TrainingState learned(FineTuneSpec subject, int threads) {
        try (FineTuner tuner = FineTuner.start(base, subject, threads)) {
            Jobs.learn(tuner, 0, STEPS);
            return tuner.state();
        }
    }

    private TrainingState after(int steps, FineTuneSpec subject) {
        try (FineTuner tuner = FineTuner.start(base, subject, 1)) {
            Jobs.learn(tuner, 0, steps);
            return tuner.state();
        }
    }

    /** Saved, read again, and taken to the last step. */
    private TrainingState resumed(TrainingState state) {
        StateFile.write(state, folder.resolve("stored"));
        try (FineTuner tuner = FineTuner.resume(base, StateFile.read(folder.resolve("stored")), 4)) {
            Jobs.learn(tuner, (int) state.progress().step(), STEPS);
            return tuner.state();
        }
    }

    private String hash(TrainingState state) {
        return StateFile.write(state, folder.resolve("hashed")).sha256();
    }

    private static double[] doubles(float[] numbers, int count) {
        double[] doubles = new double[count];
        for (int i = 0; i < count; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }

    private static float[] tail(float[] numbers, int from) {
        return Arrays.copyOfRange(numbers, from, numbers.length);
    }
}
