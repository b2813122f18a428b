package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;

/** What every engine has to pass. A new engine is done when its subclass of this is green. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineConformance
        implements FormulaContract,
                DropoutContract,
                LossContract,
                VocabularyLossContract,
                PastContract,
                RowsContract,
                UpdateContract,
                WorkerContract {

    private static final int SEEDS = 2;

    private Engine engine;
    private Engine reference;

    /** A new engine, closed after its tests. */
    protected abstract Engine open();

    @Override
    public abstract double tolerance();

    /** Hidden sizes are multiples of this; 1 for an engine that takes them all. */
    protected int multiple() {
        return 1;
    }

    @BeforeAll
    void openEngines() {
        engine = open();
        reference = Engines.reference(DataType.DOUBLE);
    }

    @AfterAll
    void closeEngines() {
        reference.close();
        engine.close();
    }

    @Override
    public final Engine engine() {
        return engine;
    }

    Stream<Arguments> cases() {
        return cases(multiple());
    }

    /** Every chain in every size that is a multiple. */
    static Stream<Arguments> cases(int multiple) {
        return Arrays.stream(Chain.values())
                .flatMap(chain -> Size.all(multiple).map(size -> Arguments.of(chain, size)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void agreesWithTheReferenceInFloat64(Chain chain, Size size) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (Bench bench = new Bench(engine, size, seed);
                    Bench truth = new Bench(reference, size, seed)) {
                Agreement.check(Outcome.record(chain, bench), Outcome.record(chain, truth), tolerance());
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void evaluatesToTheBitsThatItRecords(Chain chain, Size size) {
        try (Bench bench = new Bench(engine, size, 1)) {
            Outcome recorded = Outcome.record(chain, bench);
            Outcome evaluated = Outcome.evaluate(chain, bench);
            assertThat(evaluated.hidden()).containsExactly(recorded.hidden());
            assertThat(evaluated.logits()).containsExactly(recorded.logits());
            assertThat(evaluated.loss()).isEqualTo(recorded.loss());
        }
    }
}
