package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DropoutTest {

    /** The published first outputs of SplitMix64 from state 0. */
    @Test
    void generatesTheUpperBitsOfSplitMix64() {
        long[] outputs = {0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL, 0xF88BB8A8724C81ECL};
        for (int i = 0; i < outputs.length; i++) {
            assertThat(Dropout.uniform(0, i / 2, 2, i % 2)).isEqualTo((outputs[i] >>> 40) / 16777216f);
        }
    }

    @Test
    void dropsItsShareAndKeepsTheMean() {
        Dropout dropout = new Dropout(0.1, 42);
        int rows = 1000;
        int columns = 100;
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                sum += dropout.factor(i, columns, j);
            }
        }
        assertThat(sum / (rows * columns)).isBetween(0.995, 1.005);
    }

    @Test
    void refusesToDropEverything() {
        assertThatThrownBy(() -> new Dropout(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dropout probability 1.0, expected [0, 1)");
        assertThatThrownBy(() -> new Dropout(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
