package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Precision;

/** The gradients of A and B with a base that is rounded point where float32's do, and are as long. */
class Int8GradientTest {

    private static final double COSINE = 0.99;
    private static final double LENGTH = 0.05;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("sharelora.engine.training.Golden#FAMILIES")
    void pointsWhereThatOfFloat32Does(String family) {
        // Given
        RandomModel.write(new ModelShape(family, 2, 96, 4, 4, 192, 200, 64), 3, folder);
        float[][] expected = gradients(Arithmetic.FLOAT32);

        // When
        float[][] found = gradients(Arithmetic.of(Precision.INT8));

        // Then
        assertThat(found[0]).as("it is another precision").isNotEqualTo(expected[0]);
        for (int i = 0; i < expected.length; i++) {
            String kind = i == 0 ? "A" : "B";
            assertThat(cosine(found[i], expected[i]))
                    .as("cosine of all " + kind)
                    .isGreaterThan(COSINE);
            assertThat(length(found[i]) / length(expected[i]))
                    .as("length of all " + kind)
                    .isCloseTo(1, within(LENGTH));
        }
    }

    /** Of all A, then of all B. */
    private float[][] gradients(Arithmetic arithmetic) {
        FineTuneSpec subject = Jobs.subject(LowRankMethod.SHARE_A);
        try (Engine engine = Engines.of(EngineChoice.STANDARD, arithmetic);
                BaseModel base = BaseModel.open(engine, folder);
                TrainableModel trained = TrainableModel.of(base, learned(subject, base), 1)) {
            trained.differentiate(Jobs.batch(5, 24), subject.training(), 0);
            return new float[][] {numbers(trained, ".A"), numbers(trained, ".B")};
        }
    }

    /** At step 0 B and head are zero, and so are the gradients of A. */
    private static TrainingState learned(FineTuneSpec subject, BaseModel base) {
        Random random = new Random(11);
        Layout layout = subject.layout(base.shape());
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.1 * random.nextGaussian());
        }
        float[] moments = new float[layout.trainedSize()];
        return new TrainingState(subject, Progress.from(0), values, moments, moments.clone());
    }

    private static float[] numbers(TrainableModel trained, String kind) {
        float[] all = new float[trained.layout().trainedSize()];
        int count = 0;
        for (Parameter parameter : trained.layout().parameters()) {
            for (int i = 0; parameter.name().endsWith(kind) && i < parameter.size(); i++) {
                all[count++] = (float) trained.gradient().get(parameter.offset() + i);
            }
        }
        assertThat(count).as(kind).isPositive();
        return all;
    }

    private static double cosine(float[] one, float[] other) {
        return product(one, other) / length(one) / length(other);
    }

    private static double length(float[] numbers) {
        return Math.sqrt(product(numbers, numbers));
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
