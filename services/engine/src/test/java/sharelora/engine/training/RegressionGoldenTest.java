package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.task.Predictions;

/** Against what PyTorch with PEFT makes of scores of pairs; {@code infra/golden/make_regression.py} wrote it down. */
class RegressionGoldenTest {

    private final HeadGolden golden = new HeadGolden(
            HeadGolden.read("regression.json"),
            Task.REGRESSION,
            HeadSpec.MEAN,
            List.of(),
            batch -> new Targets.Scores(Golden.numbers(batch.get("scores"))));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lossAndEveryGradientAreThoseOfPyTorch(boolean fused) {
        // When / Then
        golden.assertFirstGradients(fused);
    }

    @Test
    void tenStepsLoseWhatTheyLoseInPyTorch() {
        // When / Then
        golden.assertLossesOfAllSteps();
    }

    @Test
    void aCheckpointSaysWhatTheModelSaidThatItWasMadeOf(@TempDir Path folder) {
        // Given
        double[] outputs = Golden.numbers(golden.golden().get("outputs"));
        try (Engine engine = Engines.fused();
                BaseModel base = HeadGolden.base(engine)) {
            PeftFolder.write(golden.start(base).exported(base.shape()), folder);
            try (InferenceModel predictor = InferenceModel.open(base, folder, 1)) {
                // When
                Predictions predictions = predictor.predict(golden.batch(0));
                // Then
                assertThat(predictions.values()).hasSameSizeAs(outputs);
                double loss = 0;
                for (int i = 0; i < outputs.length; i++) {
                    assertThat(predictions.values()[i]).isCloseTo(outputs[i], within(1e-4));
                    loss += predictions.losses()[i] / outputs.length;
                }
                assertThat(loss).isCloseTo(golden.golden().get("losses").get(0).doubleValue(), within(1e-3));
                assertThat(predictor.labels()).isEmpty();
            }
        }
    }
}
