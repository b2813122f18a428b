package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;

/** Jobs that go back to a state that they were in. */
class RestoreTest {

    private static final String STATE = "e".repeat(64);

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

    @Test
    void allThatIsLearnedIsTheStatesAndStepAndOffsetGoOn() throws ReflectiveOperationException {
        // Given
        try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            Jobs.learn(tuner, 0, 4);
            TrainingState promoted = tuner.state();
            Jobs.learn(tuner, 4, 9);
            // When
            Restore restore = tuner.restore(promoted, STATE, "v/gate");
            // Then
            TrainingState after = tuner.state();
            for (RecordComponent part : TrainingState.class.getRecordComponents()) {
                if (!part.getName().equals("progress")) {
                    assertThat(part.getAccessor().invoke(after))
                            .as(part.getName())
                            .isEqualTo(part.getAccessor().invoke(promoted));
                }
            }
            assertThat(restore)
                    .isEqualTo(new Restore(
                            "v/gate",
                            STATE,
                            4,
                            9,
                            9,
                            65,
                            List.of(new OffsetSpan("batches", 0, 4, 9)),
                            List.of(new OffsetSpan("input", 1, 52, 117))));
            assertThat(after.progress())
                    .isEqualTo(new Progress(
                            9,
                            4,
                            9,
                            52,
                            0,
                            0,
                            promoted.progress().learnedFrom(),
                            promoted.progress().inputs(),
                            List.of(restore)));
            assertThat(after.progress().passed()).containsExactly(new OffsetSpan("input", 1, 0, 117));
        }
    }

    @Test
    void equalRestoresGiveEqualBitsAndDifferFromNone() {
        // Given
        try (FineTuner one = FineTuner.start(base, subject(), 1);
                FineTuner other = FineTuner.start(base, subject(), 2);
                FineTuner none = FineTuner.start(base, subject(), 1)) {
            // When
            for (FineTuner tuner : List.of(one, other, none)) {
                Jobs.learn(tuner, 0, 4);
                TrainingState promoted = tuner.state();
                Jobs.learn(tuner, 4, 7);
                if (tuner != none) {
                    tuner.restore(promoted, STATE, "v/gate");
                }
                Jobs.learn(tuner, 7, 10);
            }
            // Then
            assertThat(one.state()).isEqualTo(other.state());
            assertThat(one.state().values()).isNotEqualTo(none.state().values());
            StateFile.write(one.state(), folder.resolve("state"));
            assertThat(StateFile.read(folder.resolve("state"))).isEqualTo(one.state());
        }
    }

    @Test
    void labelsThatCameSinceComeAgain() {
        // Given
        List<String> longer = List.of("low", "high", "other", "late");
        try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            Jobs.learn(tuner, 0, 2);
            TrainingState promoted = tuner.state();
            tuner.step(Jobs.batch(2, 13), longer, Jobs.consumed(2, 13));
            // When
            tuner.restore(promoted, STATE, "v/gate");
            tuner.step(Jobs.batch(3, 13), longer, Jobs.consumed(3, 13));
            // Then
            assertThat(tuner.state().subject().labels()).isEqualTo(longer);
        }
    }

    @Test
    void refusesTheStateOfAnotherJobAndOneThatIsNotFromBefore() {
        // Given
        try (FineTuner tuner = FineTuner.start(base, subject(), 1);
                FineTuner other = FineTuner.start(base, Jobs.subject(LowRankMethod.LORA), 1)) {
            Jobs.learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            // When / Then
            assertThatThrownBy(() -> tuner.restore(other.state(), STATE, "v/gate"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the state to go back to is of");
            assertThatThrownBy(() -> tuner.restore(before, STATE, "v/gate"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a restore at step 2 goes back to step 2, expected one before");
            assertThat(tuner.state()).isEqualTo(before);
        }
    }

    private static FineTuneSpec subject() {
        FineTuneSpec plain = Jobs.subject(LowRankMethod.SHARE_A);
        ReplaySpec replay = new ReplaySpec(0.5, 10, KeepingRule.all().getFirst(), ReplaySpec.AGELESS);
        return Jobs.subject(
                plain.adapter(),
                plain.training()
                        .with(new AverageSpec(0.9, AverageSpec.Copy.SLOW))
                        .with(replay));
    }
}
