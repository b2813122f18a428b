package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;
import sharelora.engine.task.Predictions;

/** A method that this program does not know goes all the way that its own methods go. */
class MethodSeamTest {

    private static final AdapterSpec CORE = AdapterMethods.of("core")
            .spec(new MethodSettings(Map.of("rank", 4, "targets", List.of("query", "value"), "coreRests", 3)));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"reference", "fused"})
    void trainsPausesLeavesAndIsEvaluated(String engineName) throws IOException {
        // Given
        try (Engine engine = engineName.equals("fused") ? Engines.fused() : Engines.reference(DataType.FLOAT);
                BaseModel base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1))) {
            TrainingState half;
            double first;
            try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
                first = Jobs.learn(tuner, 0, 6);
                half = tuner.state();
            }
            StateFile.write(half, folder.resolve("state"));
            // When
            TrainingState read = StateFile.read(folder.resolve("state"));
            TrainingState whole;
            double last;
            try (FineTuner tuner = FineTuner.resume(base, read, 2)) {
                Jobs.learn(tuner, 6, 30);
                last = Jobs.learn(tuner, 30, 36);
                whole = tuner.state();
            }
            PeftFolder.write(whole.exported(base.shape()), folder.resolve("peft"));
            // Then
            assertThat(read).isEqualTo(half);
            assertThat(last).isLessThan(first - 0.1);
            assertThat(lossInTraining(base, whole)).isCloseTo(lossServed(base), within(1e-4));
        }
    }

    @Test
    void restsWhatItsPlanSaysThatRests() throws IOException {
        // Given
        try (Engine engine = Engines.reference(DataType.FLOAT);
                BaseModel base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1))) {
            Layout layout = subject().layout(base.shape());
            try (FineTuner tuner = FineTuner.start(base, subject(), 1)) {
                float[] start = core(layout, tuner.state().values());
                Jobs.learn(tuner, 0, 3);
                float[] rested = core(layout, tuner.state().values());
                float[] moments = core(layout, tuner.state().square());
                // When
                Jobs.learn(tuner, 3, 4);
                // Then
                assertThat(rested).containsExactly(start);
                assertThat(moments).containsOnly(0);
                assertThat(core(layout, tuner.state().values())).isNotEqualTo(start);
            }
        }
    }

    @Test
    void keepsItsNameWhereItsPairsAreCompact() throws IOException {
        // Given
        LowRankAdapter adapter = untrained().adapter();
        // When
        CompactFile.write(adapter, folder.resolve("compact"));
        // Then
        assertThat(CompactFile.read(folder.resolve("compact"))).isEqualTo(adapter);
        assertThat(adapter.method()).isEqualTo("core");
        assertThat(AdapterMethods.trained(adapter).id()).isEqualTo("core");
    }

    @Test
    void refusesToStartFromWhatItCannotBecome() throws IOException {
        // Given
        Origin origin = new Origin(Optional.of(untrained().adapter()), Optional.empty());
        try (Engine engine = Engines.reference(DataType.FLOAT);
                BaseModel base = BaseModel.open(engine, folder.resolve("base"))) {
            // When, Then
            assertThatThrownBy(() -> FineTuner.start(base, subject(), origin, 0, 1))
                    .hasMessage("core draws its own A, expected a start from the seed");
        }
    }

    @Test
    void isCountedLikeTheOthers() {
        // Given
        ModelShape shape = KnownShapes.of("minilm");
        // When
        Footprint bytes = Footprint.of(shape, CORE, 2);
        // Then
        long trained = 6 * 2 * (4 * 4 + 384 * 4);
        assertThat(ParameterCount.of(shape, CORE)).isEqualTo(trained);
        assertThat(bytes.weights()).isEqualTo(4 * (trained + 2 * 4 * 384));
        assertThat(bytes.exported()).isEqualTo(4 * 6 * 2 * 2 * 4 * 384);
    }

    @Test
    void namesASettingThatAStateLacksOrHasInAnotherKind() {
        // Given
        String fields = CanonicalJson.text(AdapterFields.of(CORE));
        // When, Then
        assertThat(AdapterFields.read(json(fields))).isEqualTo(CORE);
        assertThatThrownBy(() -> AdapterFields.read(json(fields.replace("coreRests", "corerests"))))
                .hasMessageContaining("coreRests is missing");
        assertThatThrownBy(() -> AdapterFields.read(json(fields.replace("\"coreRests\":3", "\"coreRests\":true"))))
                .hasMessageContaining("coreRests is true: expected a whole number");
    }

    private JsonFields json(String fields) {
        return JsonFields.parse(folder.resolve("state"), fields);
    }

    private AdapterFolder untrained() throws IOException {
        try (Engine engine = Engines.reference(DataType.FLOAT);
                BaseModel base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
                FineTuner tuner = FineTuner.start(base, subject(), 1)) {
            return tuner.state().exported(base.shape());
        }
    }

    private static FineTuneSpec subject() {
        return Jobs.subject(CORE, new TrainingSpec(2e-2, Schedule.constant(0), 0.01, 1.0, 7, 2, false));
    }

    private static float[] core(Layout layout, float[] numbers) {
        Parameter core = layout.adapterParameters().stream()
                .filter(parameter -> parameter.name().equals("0.query.core"))
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(numbers, core.offset(), core.offset() + core.size());
    }

    /** The loss before the update of one more batch. */
    private static double lossInTraining(BaseModel base, TrainingState state) {
        try (FineTuner tuner = FineTuner.resume(base, state, 1)) {
            PackedBatch batch = Jobs.batch(99, 13);
            return tuner.step(batch, Jobs.LABELS, Jobs.consumed(99, 13)).loss();
        }
    }

    private double lossServed(BaseModel base) {
        try (InferenceModel model = InferenceModel.open(base, folder.resolve("peft"), 1)) {
            Predictions predictions = model.predict(Jobs.batch(99, 13));
            return Arrays.stream(predictions.losses()).average().orElseThrow();
        }
    }
}
