package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** Which copy of a job leaves, and what a job begins with that starts from it. */
class AverageExportTest {

    @TempDir
    private Path folder;

    private Engine engine;
    private BaseModel base;

    static Stream<AdapterMethod> methods() {
        return Stream.of("share-a", "lora", "rasa", "tied-lora", "vera").map(AdapterMethods::of);
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
    void theAverageLeavesAndBothCopiesOfTheNextJobBeginWithIt(AdapterMethod method) {
        // Given
        FineTuneSpec subject = subject(method, AverageSpec.Copy.SLOW);
        TrainingState before = learned(subject);
        PeftFolder.write(before.exported(base.shape()), folder.resolve("peft"));
        AdapterFolder read = PeftFolder.read(folder.resolve("peft"));
        // When
        try (FineTuner tuner = FineTuner.start(base, subject, Origin.of(read), 0, 1)) {
            // Then
            TrainingState start = tuner.state();
            int trained = before.slow().length;
            assertThat(before.slow()).isNotEqualTo(Arrays.copyOf(before.values(), trained));
            assertThat(Arrays.copyOf(start.values(), trained)).containsExactly(before.slow());
            assertThat(start.slow()).containsExactly(before.slow());
        }
    }

    @Test
    void theFastCopyLeavesWhereTheJobSaysSo() {
        // Given
        FineTuneSpec subject = subject(LowRankMethod.SHARE_A, AverageSpec.Copy.FAST);
        FineTuneSpec plain = Jobs.subject(LowRankMethod.SHARE_A);
        // When
        AdapterFolder fast = learned(subject).exported(base.shape());
        // Then
        AdapterFolder slow =
                learned(subject(LowRankMethod.SHARE_A, AverageSpec.Copy.SLOW)).exported(base.shape());
        assertThat(fast).isEqualTo(learned(plain).exported(base.shape()));
        assertThat(fast.adapter()).isNotEqualTo(slow.adapter());
        assertThat(fast.head()).isNotEqualTo(slow.head());
    }

    @Test
    void atStepZeroBothCopiesAreOne() {
        // When
        try (FineTuner tuner = FineTuner.start(base, subject(LowRankMethod.LORA, AverageSpec.Copy.SLOW), 1)) {
            // Then
            assertThat(tuner.state().exportedValues())
                    .containsExactly(tuner.state().values());
        }
    }

    private static FineTuneSpec subject(AdapterMethod method, AverageSpec.Copy export) {
        FineTuneSpec plain = Jobs.subject(method);
        return Jobs.subject(plain.adapter(), plain.training().with(new AverageSpec(0.9, export)));
    }

    private TrainingState learned(FineTuneSpec subject) {
        try (FineTuner tuner = FineTuner.start(base, subject, 1)) {
            Jobs.learn(tuner, 0, 3);
            return tuner.state();
        }
    }
}
