package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;

/** Methods whose matrices are more than the pairs that leave: the compact form has each matrix once, and gives all back. */
class CompactFormTest {

    @TempDir
    private Path folder;

    private Engine engine;

    @BeforeEach
    void open() {
        engine = Engines.fused();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @MethodSource("sharelora.engine.training.OwnMethodsTest#methodsOfFamilies")
    void isTheSameByWayOfTheCompactForm(AdapterMethod method, String family) throws IOException {
        // Given
        try (BaseModel tiny = BaseModel.open(engine, Golden.folder(family).resolve("base"));
                FineTuner tuner = FineTuner.start(tiny, OwnMethodsTest.subject(method), 1)) {
            Jobs.learn(tuner, 0, 2);
            LowRankAdapter adapter = tuner.state().exported(tiny.shape()).adapter();
            // When
            long size = compact(adapter);
            // Then
            assertThat(CompactFile.read(folder.resolve(CompactFile.NAME))).isEqualTo(adapter);
            long numbers = Footprint.of(
                            tiny.shape(), OwnMethodsTest.subject(method).adapter(), 1)
                    .weights();
            int tensors = adapter.own().orElseThrow().matrices().size();
            assertThat(size).isBetween(numbers, numbers + 1024 + 96L * tensors);
        }
    }

    @ParameterizedTest
    @MethodSource("sharing")
    void isSmallerInTheCompactFormWhereLayersShare(String method, Map<String, Object> settings) throws IOException {
        // Given
        AdapterMethod found = AdapterMethods.of(method);
        ModelShape deep = new ModelShape("llama", 12, 64, 8, 2, 128, 8, 8);
        AdapterSpec spec =
                found.spec(new MethodSettings(Map.of("rank", 16, "targets", List.of("query", "value", "down")))
                        .of(found)
                        .with(new MethodSettings(settings)));
        FineTuneSpec subject = Jobs.subject(spec, OwnMethodsTest.training());
        float[] values = subject.layout(deep).start(7);
        float[] none = new float[subject.layout(deep).trainedSize()];
        LowRankAdapter adapter = new TrainingState(subject, Progress.from(0), values, none, none)
                .exported(deep)
                .adapter();
        PeftFolder.write(adapter, Optional.empty(), folder.resolve("plain"));
        // When
        long size = compact(adapter);
        // Then
        assertThat(CompactFile.read(folder.resolve(CompactFile.NAME))).isEqualTo(adapter);
        assertThat(size).isLessThan(Files.size(folder.resolve("plain/adapter_model.safetensors")) / 2);
    }

    static Stream<Arguments> sharing() {
        return Stream.of(
                Arguments.of("rasa", Map.of()),
                Arguments.of("tied-lora", Map.of()),
                Arguments.of("monteclora", Map.of("sharedA", true)));
    }

    @Test
    void pairsThatTheMatricesDoNotComeToAreNotMadeCompact() throws IOException {
        // Given
        AdapterMethod tied = AdapterMethods.of("tied-lora");
        LowRankAdapter one = learned(tied, 1);
        LowRankAdapter other = learned(tied, 2);
        // When, Then
        assertThatThrownBy(() -> compact(one.with(other.own().orElseThrow())))
                .hasMessage("the pairs of the adapter are not what the matrices of tied-lora come to");
    }

    private long compact(LowRankAdapter adapter) throws IOException {
        CompactFile.write(adapter, folder.resolve(CompactFile.NAME));
        return Files.size(folder.resolve(CompactFile.NAME));
    }

    private LowRankAdapter learned(AdapterMethod method, int steps) throws IOException {
        try (BaseModel base = BaseModel.open(engine, TinyBert.write(folder.resolve("base-" + steps), 1));
                FineTuner tuner = FineTuner.start(base, OwnMethodsTest.subject(method), 1)) {
            Jobs.learn(tuner, 0, steps);
            return tuner.state().exported(base.shape()).adapter();
        }
    }
}
