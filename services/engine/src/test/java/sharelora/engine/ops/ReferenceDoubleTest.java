package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;

/** What the other engines are compared to: proved by formulas and finite differences. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceDoubleTest
        implements FormulaContract,
                DropoutContract,
                LossContract,
                VocabularyLossContract,
                PastContract,
                UpdateContract,
                WorkerContract {

    private final Engine engine = Engines.reference(DataType.DOUBLE);

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public double tolerance() {
        return 1e-12;
    }

    @AfterAll
    void close() {
        engine.close();
    }

    Stream<Arguments> cases() {
        return EngineConformance.cases(1);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void differentiatesAsFiniteDifferencesDo(Chain chain, Size size) {
        try (Bench bench = new Bench(engine(), size, 5)) {
            FiniteDifferences.check(chain, bench, Outcome.record(chain, bench).gradients());
        }
    }

    /** The negative control: were one number of a gradient a little wrong, both checks would say so. */
    @ParameterizedTest
    @EnumSource
    void noticesOneWrongNumber(Chain chain) {
        try (Bench bench = new Bench(engine(), WorkerContract.SIZE, 6)) {
            // Given
            Outcome right = Outcome.record(chain, bench);
            bench.parameters().forEach(parameter -> {
                double[] wrong = right.gradients().get(parameter.name()).clone();
                wrong[parameter.size() / 2] += 1e-3;
                Map<String, double[]> gradients = new HashMap<>(right.gradients());
                gradients.put(parameter.name(), wrong);
                Outcome meddled = new Outcome(right.hidden(), right.logits(), right.loss(), gradients);

                // When
                Throwable byDifferences = catchThrowable(() -> FiniteDifferences.check(chain, bench, gradients));
                Throwable byAgreement = catchThrowable(() -> Agreement.check(meddled, right, 1e-5));

                // Then
                assertThat(byDifferences).isInstanceOf(AssertionError.class);
                assertThat(byAgreement).isInstanceOf(AssertionError.class).hasMessageContaining(parameter.name());
            });
        }
    }
}
