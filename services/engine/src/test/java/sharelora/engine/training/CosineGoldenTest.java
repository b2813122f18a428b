package sharelora.engine.training;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;

/** Against what PyTorch with PEFT makes of a cosine head; {@code infra/golden/make_cosine.py} wrote it down. */
class CosineGoldenTest {

    private final HeadGolden golden = new HeadGolden(
            HeadGolden.read("cosine.json"),
            Task.CLASSIFICATION,
            HeadSpec.COSINE,
            List.of("a", "b", "c", "d"),
            batch -> new Targets.Classes(Golden.integers(batch.get("classes"))));

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
}
