package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.ops.Engine;

/** Folders of every family and method, made of the golden numbers. */
class ExportedFolderTest {

    /** Where {@code infra/golden/check_exports.py} looks for them, to load them in stock PEFT. */
    static final Path EXPORTS = Path.of("target", "exports");

    private static Engine engine;

    @BeforeAll
    static void open() {
        engine = Engines.fused();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static Stream<Arguments> cases() {
        return GoldenConformance.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFolderSaysWhatPyTorchSays(String family, LowRankMethod method) {
        // Given
        Path folder = EXPORTS.resolve(family + "-" + method.id());
        try (Golden golden = Golden.open(engine, family)) {
            PackedBatch batch = golden.batch(0);
            // When
            PeftFolder.write(golden.start(method).exported(golden.base().shape()), folder);
            // Then
            try (InferenceModel predictor = InferenceModel.open(golden.base(), folder, 1)) {
                double[] expected = losses(golden.logits(method), batch.classes());
                assertThat(predictor.predict(batch).losses()).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(predictor.predict(batch).losses()[i])
                            .isCloseTo(expected[i], within(1e-4 * (1 + expected[i])));
                }
            }
        }
    }

    static double[] losses(double[] logits, int[] classes) {
        int count = logits.length / classes.length;
        return IntStream.range(0, classes.length)
                .mapToDouble(i -> {
                    double[] row = Arrays.copyOfRange(logits, i * count, (i + 1) * count);
                    return Math.log(Arrays.stream(row).map(Math::exp).sum()) - row[classes[i]];
                })
                .toArray();
    }
}
