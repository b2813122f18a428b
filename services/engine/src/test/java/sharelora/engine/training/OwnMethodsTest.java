package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.format.peft.MethodFile;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;
import sharelora.engine.task.Predictions;

/** Methods whose matrices are more than the pairs that leave: they leave, come back, and training goes on from them. */
class OwnMethodsTest {

    private static final List<String> TARGETS = List.of("query", "value", "down");

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    static Stream<AdapterMethod> methods() {
        return GradientTest.others();
    }

    static Stream<AdapterMethod> mergeable() {
        return methods()
                .filter(method -> !(subject(method).adapter().export()
                                instanceof Export.Native(Export.PeftLora _, String _, String _, Optional<String> not)
                        && not.isPresent()));
    }

    static Stream<Arguments> methodsOfFamilies() {
        return methods().flatMap(method -> Golden.FAMILIES.stream().map(family -> Arguments.of(method, family)));
    }

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
    @MethodSource("methods")
    void servesWhatItTrained(AdapterMethod method) {
        // Given
        TrainingState state = learned(subject(method), Origin.SEED, 30);
        // When
        CheckpointFolder.write(state.exported(base.shape()), folder.resolve("peft"));
        // Then
        assertThat(lossServed("peft")).isCloseTo(lossTrained(state), within(2e-3));
        assertThat(lossServed("peft")).isLessThan(0.9 * Math.log(3));
    }

    @ParameterizedTest
    @MethodSource("mergeable")
    void isTheSameMergedIntoItsBase(AdapterMethod method) {
        // Given
        AdapterFolder exported = learned(subject(method), Origin.SEED, 10).exported(base.shape());
        CheckpointFolder.write(exported, folder.resolve("peft"));
        MergedModel.write(folder.resolve("base"), exported.adapter(), Optional.empty(), folder.resolve("merged"));
        FineTuneSpec none = Jobs.subject(Jobs.spec(LowRankMethod.LORA, 1, 1, 0, List.of("query")), training());
        // When
        try (BaseModel merged = BaseModel.open(engine, folder.resolve("merged"));
                FineTuner untrained = FineTuner.start(merged, none, 1)) {
            AdapterFolder nothing = untrained.state().exported(merged.shape()).withHead(exported.head());
            CheckpointFolder.write(nothing, folder.resolve("nothing"));
            // Then
            assertThat(loss(merged, "nothing")).isCloseTo(lossServed("peft"), within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void goesOnFromItsFolderWithEveryNumber(AdapterMethod method) {
        // Given
        TrainingState before = learned(subject(method), Origin.SEED, 5);
        CheckpointFolder.write(before.exported(base.shape()), folder.resolve("peft"));
        AdapterFolder read = CheckpointFolder.read(folder.resolve("peft"));
        // When
        TrainingState start = learned(subject(method), Origin.of(read), 0);
        // Then
        assertThat(read).isEqualTo(before.exported(base.shape()));
        assertThat(start.values()).containsExactly(before.values());
        assertThat(AdapterMethods.trained(read.adapter())).isEqualTo(method);
        AdapterSpec asked = subject(method).adapter();
        MethodSettings decided = method.decided(read.adapter());
        assertThat(decided.values()).isNotEmpty();
        assertThat(method.spec(asked.settings().with(decided))).isEqualTo(asked);
    }

    @ParameterizedTest
    @MethodSource("methodsOfFamilies")
    void leavesAndComesBackInEveryFamily(AdapterMethod method, String family) {
        // Given
        try (BaseModel tiny = BaseModel.open(engine, Golden.folder(family).resolve("base"));
                FineTuner tuner = FineTuner.start(tiny, subject(method), 1)) {
            Jobs.learn(tuner, 0, 2);
            AdapterFolder exported = tuner.state().exported(tiny.shape());
            // When
            CheckpointFolder.write(exported, folder.resolve(family));
            // Then
            AdapterFolder read = CheckpointFolder.read(folder.resolve(family));
            assertThat(read.layers()).isEqualTo(exported.layers());
            assertThat(read.adapter().own().orElseThrow().matrices())
                    .isEqualTo(exported.adapter().own().orElseThrow().matrices());
        }
    }

    @Test
    void anotherMethodsAdapterIsRefusedByName() {
        // Given
        AdapterFolder lora = learned(
                        Jobs.subject(Jobs.spec(LowRankMethod.LORA, 4, 8, 0, TARGETS), training()), Origin.SEED, 1)
                .exported(base.shape());
        // When, Then
        for (String method : List.of("rasa", "tied-lora", "vera")) {
            FineTuneSpec subject = subject(AdapterMethods.of(method));
            assertThatThrownBy(() -> FineTuner.start(base, subject, Origin.of(lora), 0, 1))
                    .hasMessage("the adapter to start from was trained by lora, expected " + method
                            + ", whose matrices its pairs cannot be taken apart into");
            assertThat(AdapterMethods.of(method).decided(lora.adapter()).values())
                    .isEmpty();
        }
    }

    @Test
    void aNoiseThatIsNoNumberSkipsTheStepAndLeavesNoTrace() {
        // Given
        FineTuneSpec subject = subject(AdapterMethods.of("monteclora"));
        TrainingState good = learned(subject, Origin.SEED, 2);
        Parameter s = subject.layout(base.shape()).parameters().stream()
                .filter(parameter -> parameter.name().equals("0.query.s"))
                .findFirst()
                .orElseThrow();
        float[] values = good.values().clone();
        values[s.offset()] = 500;
        TrainingState broken = new TrainingState(subject, good.progress(), values, good.mean(), good.square());
        try (FineTuner tuner = FineTuner.resume(base, broken, 2)) {
            // When
            StepResult result = tuner.step(Jobs.batch(2, 13), Jobs.LABELS, Jobs.consumed(2, 13));
            // Then
            assertThat(result.learned()).isFalse();
            assertThat(tuner.state().values()).containsExactly(values);
            assertThat(tuner.progress().skippedInARow()).isEqualTo(1);
        }
    }

    @Test
    void monteCloraGoesOnFromPlainLora() {
        // Given
        AdapterMethod method = AdapterMethods.of("monteclora");
        AdapterFolder lora = learned(
                        Jobs.subject(Jobs.spec(LowRankMethod.LORA, 4, 8, 0, TARGETS), training()), Origin.SEED, 2)
                .exported(base.shape());
        // When
        TrainingState start = learned(subject(method), Origin.of(lora), 0);
        // Then
        assertThat(start.exported(base.shape()).layers()).isEqualTo(lora.layers());
        assertThat(method.decided(lora.adapter()).values()).containsOnlyKeys("rank", "alpha", "targets");
    }

    @Test
    void anotherRankThanTheAdapterHasIsRefused() {
        // Given
        AdapterMethod vera = AdapterMethods.of("vera");
        AdapterFolder before = learned(subject(vera), Origin.SEED, 1).exported(base.shape());
        FineTuneSpec larger = Jobs.subject(Jobs.spec(vera, 5, 8, 0, TARGETS), training());
        // When, Then
        assertThatThrownBy(() -> FineTuner.start(base, larger, Origin.of(before), 0, 1))
                .hasMessage("the adapter to start from has the rank 4, expected 5 as the job says");
    }

    @Test
    void whatLiesBesideIsWrittenOnceHoweverManyLayersShareIt() throws IOException {
        // Given
        AdapterFolder tied =
                learned(subject(AdapterMethods.of("tied-lora")), Origin.SEED, 1).exported(base.shape());
        // When
        CheckpointFolder.write(tied, folder.resolve("peft"));
        // Then
        Path file = folder.resolve("peft").resolve(MethodFile.NAME);
        assertThat(MethodFile.read(file)).isEqualTo(tied.adapter().own().orElseThrow());
        assertThat(tied.adapter().own().orElseThrow().matrices()).containsKeys("query.A", "0.query.u", "1.query.v");
        assertThat(Files.readAllBytes(file)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aStateNamesASettingOfItsOwnThatIsMissing(AdapterMethod method) {
        // Given
        AdapterSpec spec = subject(method).adapter();
        Map<String, Object> fields = AdapterFields.of(spec);
        String last =
                spec.settings().values().keySet().stream().reduce((a, b) -> b).orElseThrow();
        // When
        AdapterSpec read = AdapterFields.read(json(CanonicalJson.text(fields)));
        fields.remove(last);
        // Then
        assertThat(read).isEqualTo(spec);
        assertThatThrownBy(() -> AdapterFields.read(json(CanonicalJson.text(fields))))
                .hasMessageContaining(last + " is missing");
    }

    private JsonFields json(String fields) {
        return JsonFields.parse(folder.resolve("state"), fields);
    }

    static FineTuneSpec subject(AdapterMethod method) {
        return Jobs.subject(Jobs.spec(method, 4, 8, 0, TARGETS), training());
    }

    static TrainingSpec training() {
        return new TrainingSpec(1e-2, Schedule.constant(0), 0.01, 1.0, 7, 2, false);
    }

    private TrainingState learned(FineTuneSpec subject, Origin origin, int steps) {
        try (FineTuner tuner = FineTuner.start(base, subject, origin, 0, 1)) {
            if (steps > 0) {
                Jobs.learn(tuner, 0, steps);
            }
            return tuner.state();
        }
    }

    /** The loss before the update of one more batch. */
    private double lossTrained(TrainingState state) {
        try (FineTuner tuner = FineTuner.resume(base, state, 1)) {
            return tuner.step(Jobs.batch(99, 13), Jobs.LABELS, Jobs.consumed(99, 13))
                    .loss();
        }
    }

    private double lossServed(String adapter) {
        return loss(base, adapter);
    }

    private double loss(BaseModel of, String adapter) {
        try (InferenceModel model = InferenceModel.open(of, folder.resolve(adapter), 1)) {
            Predictions predictions = model.predict(Jobs.batch(99, 13));
            return Arrays.stream(predictions.losses()).average().orElseThrow();
        }
    }
}
