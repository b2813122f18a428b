package sharelora.engine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.task.Predictions;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Jobs;
import sharelora.engine.training.StepResult;

abstract class InferenceModelConformance {

    private static final int RECORDS = 300;

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    /** A new engine, closed after the test. */
    abstract Engine engine();

    /** How far a loss may be from that of the same record in another batch. */
    abstract double tolerance();

    @BeforeEach
    void open() throws IOException {
        engine = engine();
        base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource(LowRankMethod.class)
    void saysWhatTheTrainerSawBeforeItsNextUpdate(LowRankMethod method) {
        // Given
        FineTuneSpec plain = Jobs.subject(method);
        FineTuneSpec subject =
                Jobs.subject(new LowRankSpec(method, 4, 8, 0, List.of("key", "output", "down")), plain.training());
        PackedBatch batch = Jobs.batch(99, 20);
        try (FineTuner tuner = FineTuner.start(base, subject, 1)) {
            Path checkpoint = checkpoint(tuner, 5);
            StepResult next = tuner.step(batch, Jobs.LABELS, Jobs.consumed(5, 20));
            try (InferenceModel predictor = InferenceModel.open(base, checkpoint, 1)) {
                // When
                Predictions predictions = predictor.predict(batch);
                // Then
                int correct = (int) IntStream.range(0, 20)
                        .filter(i -> predictions.classes()[i] == batch.classes()[i])
                        .count();
                assertThat(Arrays.stream(predictions.losses()).average().orElseThrow())
                        .isCloseTo(next.loss(), within(1e-6));
                assertThat(correct).isEqualTo(next.correct());
            }
        }
    }

    @Test
    void threadsHaveNoInfluenceOnAnyBit() {
        // Given
        PackedBatch batch = Jobs.batch(99, RECORDS);
        Path checkpoint = checkpoint();
        try (InferenceModel one = InferenceModel.open(base, checkpoint, 1);
                InferenceModel three = InferenceModel.open(base, checkpoint, 3)) {
            // When
            Predictions predictions = three.predict(batch);
            // Then
            assertThat(predictions.classes()).containsExactly(one.predict(batch).classes());
            assertThat(predictions.losses()).containsExactly(one.predict(batch).losses());
            assertThat(three.features(batch)).isDeepEqualTo(one.features(batch));
        }
    }

    @Test
    void whatIsBesideARecordHasNoInfluence() {
        // Given
        PackedBatch all = Jobs.batch(99, RECORDS);
        try (InferenceModel predictor = InferenceModel.open(base, checkpoint(), 1)) {
            Predictions expected = predictor.predict(all);
            for (int from = 0; from < RECORDS; from += 71) {
                PackedBatch some = all.part(from, Math.min(RECORDS, from + 71));
                // When
                Predictions predictions = predictor.predict(some);
                // Then
                int to = from + some.records();
                assertThat(predictions.classes()).containsExactly(Arrays.copyOfRange(expected.classes(), from, to));
                assertThat(predictions.losses())
                        .containsExactly(Arrays.copyOfRange(expected.losses(), from, to), within(tolerance()));
            }
        }
    }

    @Test
    void whichModelsAreComputedTogetherHasNoInfluence() {
        // Given: four adapters, of which each batch has some, and of each some records, down to one
        PackedBatch records = Jobs.batch(99, 40);
        Random random = new Random(5);
        try (ShardExecutor threads = ShardExecutor.shared(engine, 2)) {
            List<InferenceModel> models = new ArrayList<>();
            for (LowRankMethod method : LowRankMethod.values()) {
                try (FineTuner tuner = FineTuner.start(base, Jobs.subject(method), 1)) {
                    models.add(InferenceModel.of(base, PeftFolder.read(checkpoint(tuner, 2 + models.size())), threads));
                }
            }
            MixedInference together = new MixedInference(base, threads);
            for (int round = 0; round < 20; round++) {
                List<MixedInference.Part> parts = new ArrayList<>();
                for (InferenceModel model : models) {
                    int from = random.nextInt(40);
                    int to = Math.min(40, from + 1 + random.nextInt(random.nextBoolean() ? 1 : 40));
                    if (random.nextInt(4) > 0 || parts.isEmpty()) {
                        parts.add(new MixedInference.Part(model, records.part(from, to)));
                    }
                }
                Collections.shuffle(parts, random);
                // When
                List<float[][]> outputs = together.outputs(parts);
                // Then
                for (int i = 0; i < parts.size(); i++) {
                    PackedBatch asked = parts.get(i).batch();
                    assertThat(outputs.get(i)).hasDimensions(asked.records(), Jobs.LABELS.size());
                    for (int record = 0; record < asked.records(); record++) {
                        assertThat(InferenceModel.probabilities(outputs.get(i)[record]))
                                .containsExactly(
                                        parts.get(i).model().probabilities(asked.part(record, record + 1))[0],
                                        within(tolerance()));
                    }
                }
            }
        }
    }

    @Test
    void probabilitiesAreThoseThatLossesAndClassesFollowFrom() {
        // Given
        PackedBatch batch = Jobs.batch(99, 60);
        PackedBatch asked = new PackedBatch(batch.tokenIds(), batch.starts(), new int[60]);
        try (InferenceModel predictor = InferenceModel.open(base, checkpoint(), 1)) {
            Predictions expected = predictor.predict(batch);
            // When
            double[][] probabilities = predictor.probabilities(asked);
            // Then
            assertThat(probabilities).hasDimensions(60, Jobs.LABELS.size());
            for (int i = 0; i < 60; i++) {
                double[] each = probabilities[i];
                assertThat(Arrays.stream(each).sum()).isCloseTo(1, within(1e-12));
                assertThat(-Math.log(each[batch.classes()[i]])).isCloseTo(expected.losses()[i], within(1e-6));
                assertThat(each[expected.classes()[i]])
                        .isEqualTo(Arrays.stream(each).max().orElseThrow());
            }
        }
    }

    @Test
    void featuresAreThoseOfTheUntouchedBase() {
        // Given
        PackedBatch batch = Jobs.batch(99, 20);
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.SHARE_A), 1);
                InferenceModel untouched = InferenceModel.open(base, checkpoint(tuner, 0), 1);
                InferenceModel trained = InferenceModel.open(base, checkpoint(tuner, 5), 1)) {
            // When
            float[][] features = trained.features(batch);
            // Then
            assertThat(features).isDeepEqualTo(untouched.features(batch));
            assertThat(features).hasDimensions(20, TinyBert.HIDDEN);
        }
    }

    @Test
    void refusesAClassThatItDoesNotKnow() {
        try (InferenceModel predictor = InferenceModel.open(base, checkpoint(), 1)) {
            // Given
            PackedBatch batch = new PackedBatch(new int[] {1}, new int[] {0, 1}, new int[] {3});
            // When, Then
            assertThatThrownBy(() -> predictor.predict(batch))
                    .hasMessage("a target is 3, expected 0 to 2 as there are labels");
        }
    }

    private Path checkpoint() {
        try (FineTuner tuner = FineTuner.start(base, Jobs.subject(LowRankMethod.SHARE_A), 1)) {
            return checkpoint(tuner, 5);
        }
    }

    private Path checkpoint(FineTuner tuner, int steps) {
        for (int i = 0; i < steps; i++) {
            tuner.step(Jobs.batch(i, 13), Jobs.LABELS, Jobs.consumed(i, 13));
        }
        Path checkpoint = folder.resolve("checkpoint-" + steps);
        PeftFolder.write(tuner.state().exported(base.shape()), checkpoint);
        return checkpoint;
    }
}
