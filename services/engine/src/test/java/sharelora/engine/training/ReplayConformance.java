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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplayBatch;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.replay.ReplaySpec;
import sharelora.engine.replay.StoredRecord;

/** What learning records again has to be on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReplayConformance {

    private static final int STEPS = 4;
    private static final int RECORDS = 6;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    /** A new engine, closed after the test. */
    abstract Engine engine();

    /** Rules that it is tried with. */
    Stream<String> rules() {
        return KeepingRule.ids().stream();
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
    @MethodSource("rules")
    void theNumberOfThreadsHasNoInfluenceOnAnyBit(String keep) {
        // Given
        FineTuneSpec subject = subject(keep, 9);

        // When
        List<WrittenFile> files = Stream.of(1, 4)
                .map(threads -> StateFile.write(learned(subject, threads), folder.resolve("state-" + threads)))
                .toList();

        // Then
        assertThat(Set.copyOf(files)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void resumesAtAnyStepAsIfThereHadBeenNoPause(int pause) {
        // Given
        FineTuneSpec subject = subject("balanced", 9);
        try (FineTuner before = FineTuner.start(base, subject, 2)) {
            learn(before, 0, pause);
            StateFile.write(before.state(), folder.resolve("paused"));
        }
        try (FineTuner after = FineTuner.resume(base, StateFile.read(folder.resolve("paused")), 1)) {
            // When
            learn(after, pause, STEPS);

            // Then
            assertThat(after.state()).isEqualTo(learned(subject, 2));
        }
    }

    /** The comparison above can fail. */
    @Test
    void endsElsewhereWhereTheKeptRecordsWereLost() {
        // Given
        FineTuneSpec subject = subject("reservoir", 20);
        try (FineTuner before = FineTuner.start(base, subject, 1)) {
            learn(before, 0, 3);
            TrainingState lost = before.state().with(ReplayBuffer.EMPTY);
            try (FineTuner after = FineTuner.resume(base, lost, 1)) {
                // When
                learn(after, 3, STEPS);

                // Then
                assertThat(hash(after.state())).isNotEqualTo(hash(learned(subject, 1)));
                assertThat(hash(lost)).isNotEqualTo(hash(before.state()));
            }
        }
    }

    @Test
    void learnsTheMeanOverNewAndReplayedRecordsAndReportsTheNewOnes() {
        // Given: the same records in one batch without replay, in the same shards
        FineTuneSpec subject = subject("reservoir", 20);
        TrainingSpec spec = subject.training();
        try (FineTuner tuner = FineTuner.start(base, subject, 2)) {
            learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            PackedBatch batch = Jobs.batch(2, RECORDS);

            // When
            StepResult result = tuner.step(batch, Jobs.LABELS, at(2, 2));

            // Then
            try (TrainableModel alone = TrainableModel.of(base, before, 1);
                    TrainableModel whole = TrainableModel.of(base, before, 1)) {
                Differentiated own = alone.differentiate(batch, RECORDS, spec, 2);
                PackedBatch both = ReplayBatch.of(batch, result.replayed());
                Differentiated mean = whole.differentiate(both, both.records(), spec, 2);
                Differentiated parts = alone.differentiate(both, RECORDS, spec, 2);
                assertThat(result.replayed()).hasSize(3).doesNotHaveDuplicates();
                assertThat(result.asked()).isEqualTo(RECORDS);
                assertThat(result.correct()).isEqualTo(own.whole().correct());
                assertThat(result.loss()).isCloseTo(own.whole().sum() / RECORDS, within(1e-6));
                assertThat(result.gradientNorm()).isCloseTo(own.norm(), within(1e-5));
                assertThat(parts.norm()).isCloseTo(mean.norm(), within(1e-5)).isNotCloseTo(own.norm(), within(1e-4));
            }
        }
    }

    @Test
    void keepsItsOwnLossOfEachRecordWhenItWasNew() {
        // Given
        PackedBatch batch = Jobs.batch(0, RECORDS);
        try (FineTuner tuner = FineTuner.start(base, subject("surprise", 100), 2)) {
            learn(tuner, 0, 2);
            TrainingState before = tuner.state();

            // When
            tuner.step(Jobs.batch(2, RECORDS), Jobs.LABELS, at(2, 2));

            // Then: one by one, each a batch of its own
            List<Double> surprises = new ArrayList<>();
            try (TrainableModel model = TrainableModel.of(base, before, 1)) {
                for (int i = 0; i < RECORDS; i++) {
                    PackedBatch one = Jobs.batch(2, RECORDS).part(i, i + 1);
                    surprises.add(model.differentiate(one, plain(), 2).sum());
                }
            }
            List<StoredRecord> kept = tuner.state().replay().records().stream()
                    .filter(record -> record.offset() == 2)
                    .toList();
            assertThat(kept).hasSize(batch.records());
            kept.forEach(
                    record -> assertThat(record.surprise()).isCloseTo(surprises.get(record.place()), within(1e-5)));
        }
    }

    @Test
    void aBatchThatIsNotFiniteNeverEntersAndDropsWhatIsTooOld() {
        // Given: kept records of the times 0 to 3, of which those before 2 are too old at time 6
        TrainingState good = learnedTo(4, subject("reservoir", 100, 4));
        float[] values = good.values().clone();
        Arrays.fill(values, 0, 4, Float.MAX_VALUE);
        TrainingState broken = new TrainingState(
                good.subject(), good.progress(), values, good.mean(), good.square(), good.slow(), good.replay());
        try (FineTuner tuner = FineTuner.resume(base, broken, 1)) {
            // When
            StepResult result = tuner.step(Jobs.batch(4, RECORDS), Jobs.LABELS, at(4, 6));

            // Then
            assertThat(result.learned()).isFalse();
            assertThat(result.replayed()).isEmpty();
            assertThat(good.replay().records()).hasSize(4 * RECORDS);
            assertThat(tuner.state().replay().records())
                    .containsExactlyElementsOf(good.replay().records().subList(2 * RECORDS, 4 * RECORDS));
            assertThat(tuner.state().values()).isEqualTo(values);
        }
    }

    @Test
    void aStepThatIsDiscardedLeavesNoTrace() {
        // Given
        try (FineTuner tuner = FineTuner.start(base, subject("balanced", 20), 2)) {
            learn(tuner, 0, 2);
            TrainingState before = tuner.state();
            List<String> more = List.of("low", "high", "other", "new");

            // When
            tuner.discardStep();

            // Then
            assertThatThrownBy(() -> tuner.step(Jobs.batch(2, RECORDS), more, at(2, 2)))
                    .isInstanceOf(CancellationException.class);
            assertThat(tuner.state()).isEqualTo(before);
        }
    }

    @Test
    void leavesNothingInWhatIsExported() {
        // Given
        TrainingState state = learnedTo(4, subject("reservoir", 20));

        // When
        TrainingState without = state.with(ReplayBuffer.EMPTY);

        // Then
        assertThat(state.replay().records()).hasSize(20);
        assertThat(state.exported(base.shape())).usingRecursiveComparison().isEqualTo(without.exported(base.shape()));
    }

    @Test
    void balancedIsRefusedWhereThereAreNoClasses() {
        // Given
        FineTuneSpec subject = subject("balanced", 20);

        // When / Then
        assertThatThrownBy(() -> new FineTuneSpec(
                        "tiny",
                        "b".repeat(64),
                        "c".repeat(64),
                        Task.REGRESSION,
                        subject.adapter(),
                        subject.head(),
                        subject.training(),
                        List.of()))
                .hasMessage("replay keep is balanced for regression, expected one that needs no classes");
    }

    private static TrainingSpec plain() {
        return new TrainingSpec(1e-2, Schedule.constant(2), 0.01, 1.0, 7, 4, false);
    }

    private static FineTuneSpec subject(String keep, int size) {
        return subject(keep, size, ReplaySpec.AGELESS);
    }

    private static FineTuneSpec subject(String keep, int size, long maxAge) {
        FineTuneSpec plain = Jobs.subject(LowRankMethod.SHARE_A);
        return Jobs.subject(plain.adapter(), plain().with(new ReplaySpec(0.5, size, KeepingRule.of(keep), maxAge)));
    }

    private TrainingState learned(FineTuneSpec subject, int threads) {
        try (FineTuner tuner = FineTuner.start(base, subject, threads)) {
            learn(tuner, 0, STEPS);
            return tuner.state();
        }
    }

    private TrainingState learnedTo(int steps, FineTuneSpec subject) {
        try (FineTuner tuner = FineTuner.start(base, subject, 1)) {
            learn(tuner, 0, steps);
            return tuner.state();
        }
    }

    private static void learn(FineTuner tuner, int from, int to) {
        for (int i = from; i < to; i++) {
            tuner.step(Jobs.batch(i, RECORDS), Jobs.LABELS, at(i, i));
        }
    }

    private static Consumed at(long offset, long time) {
        Consumed whole = Jobs.consumed(offset, RECORDS);
        List<Integer> places = IntStream.range(0, RECORDS).boxed().toList();
        return new Consumed(offset + 1, RECORDS, whole.learnedFrom(), whole.inputs(), time, places);
    }

    private String hash(TrainingState state) {
        return StateFile.write(state, folder.resolve("hashed")).sha256();
    }
}
