package sharelora.engine.ops;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;

class ReferenceDoubleTest extends EngineConformance {

    @Override
    protected Engine open() {
        return Engines.reference(DataType.DOUBLE);
    }

    @Override
    protected double tolerance() {
        return 1e-12;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void differentiatesAsFiniteDifferencesDo(Chain chain, Size size) {
        try (Bench bench = new Bench(engine(), size, 5)) {
            FiniteDifferences.check(chain, bench, Outcome.record(chain, bench).gradients());
        }
    }
}
