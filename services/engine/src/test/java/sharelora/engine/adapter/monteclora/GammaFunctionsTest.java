package sharelora.engine.adapter.monteclora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GammaFunctionsTest {

    /** The last column is by mpmath, the others too. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, -0.5772156649015329, 1.6449340668482264",
        "2, 0, 0.42278433509846713, 0.6449340668482264",
        "0.5, 0.5723649429247001, -1.9635100260214235, 4.934802200544679",
        "0.1, 2.252712651734206, -10.423754940411076, 101.43329915079276",
        "10, 12.801827480081469, 2.2517525890667211, 0.10516633568168575",
        "200, 857.9336698258574, 5.29581528321991, 0.00501252083322917"
    })
    void areThoseOfTheTables(double x, double logGamma, double digamma, double trigamma) {
        assertThat(GammaFunctions.logGamma(x)).isCloseTo(logGamma, within(1e-12 * (1 + Math.abs(logGamma))));
        assertThat(GammaFunctions.digamma(x)).isCloseTo(digamma, within(1e-12 * (1 + Math.abs(digamma))));
        assertThat(GammaFunctions.trigamma(x)).isCloseTo(trigamma, within(1e-12 * (1 + Math.abs(trigamma))));
    }

    @Test
    void staysFiniteWhereTheGammaFunctionItselfDoesNot() {
        assertThat(GammaFunctions.logGamma(1e6)).isFinite();
        assertThat(GammaFunctions.logGamma(Double.NaN)).isNaN();
        assertThat(GammaFunctions.digamma(0)).isInfinite();
    }
}
