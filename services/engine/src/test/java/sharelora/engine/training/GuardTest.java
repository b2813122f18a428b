package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.Task;
import sharelora.engine.drift.Adwin;
import sharelora.engine.drift.Alarm;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.Figure;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.GuardState;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.PageHinkley;
import sharelora.engine.drift.QuarantineSpec;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;

/** A job that looks at its batches before it learns them, with rules so strict that it has to act within twenty steps. */
class GuardTest {

    private static final int STEPS = 20;
    private static final OnDrift RAISE = new OnDrift(OnDrift.Action.RAISE_RATE, 4, 3);
    private static final DriftSpec JUMPY = new DriftSpec(new PageHinkley(0, 1e-3), Figure.LOSS, 5);
    private static final QuarantineSpec STRICT = new QuarantineSpec(0.1, 10);

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.fused();
        base = BaseModel.open(engine, TinyBert.write(folder, 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    static Stream<GuardSpec> guards() {
        return Stream.of(
                new GuardSpec(Optional.of(JUMPY), Optional.of(STRICT), RAISE),
                new GuardSpec(Optional.of(JUMPY), Optional.empty(), OnDrift.RESTART_AVERAGE),
                new GuardSpec(
                        Optional.of(new DriftSpec(new Adwin(0.5, List.of()), Figure.ERROR, 1)),
                        Optional.of(STRICT),
                        OnDrift.TELL));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void theNumberOfThreadsHasNoInfluenceOnAnyBit(GuardSpec guard) {
        List<WrittenFile> files = Stream.of(1, 4)
                .map(threads -> {
                    try (FineTuner tuner = FineTuner.start(base, subject(guard), threads)) {
                        steps(tuner, 0, STEPS);
                        return stored(tuner.state());
                    }
                })
                .toList();

        assertThat(Set.copyOf(files)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 13, 15})
    void resumesAtAnyStepAsIfThereHadBeenNoPause(int pause) {
        for (GuardSpec guard : guards().toList()) {
            TrainingState whole;
            List<StepResult> told;
            try (FineTuner tuner = FineTuner.start(base, subject(guard), 2)) {
                told = steps(tuner, 0, STEPS);
                whole = tuner.state();
            }
            TrainingState half;
            try (FineTuner tuner = FineTuner.start(base, subject(guard), 2)) {
                steps(tuner, 0, pause);
                half = tuner.state();
            }

            stored(half);
            TrainingState read = StateFile.read(folder.resolve("stored"));
            try (FineTuner tuner = FineTuner.resume(base, read, 3)) {
                List<StepResult> rest = steps(tuner, pause, STEPS);

                assertThat(read).isEqualTo(half);
                assertThat(rest).isEqualTo(told.subList(pause, STEPS));
                assertThat(stored(tuner.state())).isEqualTo(stored(whole));
            }
        }
    }

    @Test
    void whatWasSeenIsInTheHash() {
        try (FineTuner tuner =
                FineTuner.start(base, subject(guards().findFirst().orElseThrow()), 1)) {
            steps(tuner, 0, 14);
            TrainingState state = tuner.state();

            TrainingState forgotten = state.with(GuardState.NONE);

            assertThat(stored(forgotten).sha256()).isNotEqualTo(stored(state).sha256());
            try (FineTuner other = FineTuner.resume(base, forgotten, 1)) {
                assertThat(steps(other, 14, STEPS)).isNotEqualTo(steps(tuner, 14, STEPS));
            }
        }
    }

    @Test
    void aBatchThatIsHeldBackMovesNothingAndIsNotKept() {
        try (FineTuner tuner =
                FineTuner.start(base, subject(new GuardSpec(Optional.empty(), Optional.of(STRICT), OnDrift.TELL)), 1)) {
            TrainingState before = tuner.state();
            int step = 0;
            StepResult result = steps(tuner, step, ++step).getFirst();
            while (result.outlier().isEmpty()) {
                before = tuner.state();
                result = steps(tuner, step, ++step).getFirst();
            }

            TrainingState after = tuner.state();
            assertThat(result.learned()).isFalse();
            assertThat(result.outlier().get().value())
                    .isGreaterThan(result.outlier().get().limit());
            assertThat(after.values()).containsExactly(before.values());
            assertThat(after.mean()).containsExactly(before.mean());
            assertThat(after.slow()).containsExactly(before.slow());
            assertThat(after.replay()).isEqualTo(before.replay());
            assertThat(after.progress().step()).isEqualTo(before.progress().step() + 1);
            assertThat(after.progress().updates()).isEqualTo(before.progress().updates());
            assertThat(after.progress().learnedFrom())
                    .isEqualTo(before.progress().learnedFrom());
            assertThat(after.progress().deadLetters())
                    .isEqualTo(
                            before.progress().deadLetters() + Jobs.batch(0, 13).records());
            assertThat(after.progress().skippedInARow()).isZero();
        }
    }

    @Test
    void theFourthInARowIsLearnedAndTold() {
        try (FineTuner tuner = FineTuner.start(
                base,
                subject(new GuardSpec(Optional.empty(), Optional.of(new QuarantineSpec(1e-9, 10)), OnDrift.TELL)),
                1)) {
            List<StepResult> told = new ArrayList<>();
            told.addAll(steps(tuner, 0, 60));

            int fourth = 0;
            while (told.get(fourth).alarm().isEmpty()) {
                fourth++;
            }
            assertThat(told.get(fourth).learned()).isTrue();
            assertThat(told.get(fourth).alarm().get().by()).isEqualTo(Alarm.QUARANTINE);
            assertThat(told.subList(fourth - 3, fourth)).allMatch(result -> !result.learned());
            assertThat(told.subList(fourth + 1, fourth + 10)).as("burn-in").allMatch(StepResult::learned);
        }
    }

    @Test
    void theRateIsHigherForTheUpdatesAfterAChange() {
        try (FineTuner tuner =
                FineTuner.start(base, subject(new GuardSpec(Optional.of(JUMPY), Optional.empty(), RAISE)), 1)) {
            List<StepResult> told = steps(tuner, 0, STEPS);

            int change = 0;
            while (told.get(change).alarm().isEmpty()) {
                change++;
            }
            double usual = told.get(change).learningRate();
            assertThat(told.subList(change + 1, change + 4)).allMatch(result -> result.learningRate() == 4 * usual);
        }
    }

    @Test
    void theAverageBeginsAnewAtAChange() {
        try (FineTuner tuner = FineTuner.start(
                base, subject(new GuardSpec(Optional.of(JUMPY), Optional.empty(), OnDrift.RESTART_AVERAGE)), 1)) {
            int step = 0;
            while (steps(tuner, step, ++step).getFirst().alarm().isEmpty()) {}

            TrainingState state = tuner.state();
            assertThat(state.slow()).containsExactly(java.util.Arrays.copyOf(state.values(), state.slow().length));
            assertThat(state.guard().averageFrom()).isEqualTo(step);
            steps(tuner, step, step + 1);
            float share = (float) new AverageSpec(0.9, AverageSpec.Copy.SLOW).share(1);
            int last = state.slow().length - 1;
            assertThat(tuner.state().slow()[last])
                    .isEqualTo(state.slow()[last] + share * (tuner.state().values()[last] - state.slow()[last]));
        }
    }

    @Test
    void refusesWhatTheTaskOrTheJobHasNot() {
        GuardSpec onError = new GuardSpec(
                Optional.of(new DriftSpec(new Adwin(0.002, List.of()), Figure.ERROR, 1)),
                Optional.empty(),
                OnDrift.TELL);
        FineTuneSpec usual = Jobs.subject(LowRankMethod.SHARE_A);

        assertThatThrownBy(() -> new FineTuneSpec(
                        "b",
                        "c",
                        "d",
                        Task.REGRESSION,
                        usual.adapter(),
                        HeadSpec.MEAN,
                        usual.training().with(onError),
                        List.of()))
                .hasMessageContaining("drift on is error for regression, expected loss");
        assertThatThrownBy(() -> usual.training()
                        .with(new GuardSpec(Optional.of(JUMPY), Optional.empty(), OnDrift.RESTART_AVERAGE)))
                .hasMessageContaining("expected an average beside it");
    }

    private static FineTuneSpec subject(GuardSpec guard) {
        return Jobs.subject(
                Jobs.subject(LowRankMethod.SHARE_A).adapter(),
                Jobs.subject(LowRankMethod.SHARE_A)
                        .training()
                        .with(new AverageSpec(0.9, AverageSpec.Copy.SLOW))
                        .with(new ReplaySpec(0.5, 9, KeepingRule.of("reservoir"), ReplaySpec.AGELESS))
                        .with(guard));
    }

    private static List<StepResult> steps(FineTuner tuner, int from, int to) {
        List<StepResult> results = new ArrayList<>();
        for (int i = from; i < to; i++) {
            results.add(tuner.step(Jobs.batch(i, 13), Jobs.LABELS, Jobs.consumed(i, 13)));
        }
        return results;
    }

    private WrittenFile stored(TrainingState state) {
        return StateFile.write(state, folder.resolve("stored"));
    }
}
