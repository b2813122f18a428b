package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;

final class StepBenchTest {

    @TempDir
    private Path folder;

    @Test
    void measuresWholeStepsOnAnUnevenBatch() {
        // Given
        RandomModel.write(new ModelShape("roberta", 2, 16, 2, 2, 32, 50, 16), 7, folder);
        Workload work = new Workload(
                new LowRankSpec(LowRankMethod.SHARE_A, 2, 2, 0, List.of("query", "value")),
                HeadSpec.MEAN,
                List.of(9, 2, 5),
                Workload.training(2, true),
                Arithmetic.FLOAT32);

        // When
        StepMeasurement measurement = new StepBench(work, EngineChoice.STANDARD, 2, 2, 5, true).run(folder);

        // Then
        assertThat(measurement.tokens()).isEqualTo(16);
        assertThat(measurement.stepMillis().lower()).isPositive();
        assertThat(measurement.tokensPerSecond())
                .isCloseTo(16e3 / measurement.stepMillis().median(), within(1e-6));
        assertThat(measurement.shareOfCeiling()).isPositive();
        assertThat(measurement.peakBytes()).isGreaterThan(1 << 20);
        // A once, 2 layers of B, for query and value; head of 8 classes: each with its gradient and two moments.
        assertThat(measurement.trainableBytes()).isEqualTo(4 * 4 * (2 * (2 * 16 + 2 * 16 * 2) + 8 * 16 + 8));
        assertThat(measurement.shares()).isNotNull();
    }

    @Test
    void measuresALanguageModel() {
        // Given
        RandomModel.write(new ModelShape("gpt2", 2, 16, 2, 2, 32, 50, 16), 7, folder);
        Workload work = new Workload(
                new LowRankSpec(LowRankMethod.SHARE_A, 2, 2, 0, List.of("query")),
                HeadSpec.LANGUAGE,
                List.of(9, 5),
                Workload.training(1, false),
                Arithmetic.FLOAT32);

        // When
        StepMeasurement measurement = new StepBench(work, EngineChoice.STANDARD, 1, 2, 5, false).run(folder);

        // Then
        assertThat(measurement.tokens()).isEqualTo(14);
        assertThat(measurement.trainableBytes()).isEqualTo(4 * 4 * (2 * 16 + 2 * 16 * 2)); // and no head
    }
}
