package sharelora.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;

class BaseFootprintTest {

    private static final long GIB = 1L << 30;
    private static final ModelShape LLAMA = KnownShapes.of("llama-7b");
    private static final BaseForm INT8 = BaseForm.of(Precision.INT8);

    @Test
    void countsMatricesAsTheyArePackedAndTablesInFloat32() {
        // Given
        ModelShape shape = new ModelShape("gpt2", 3, 64, 2, 2, 128, 100, 10);
        long layer = 4 * 64 * 64 + 2 * 64 * 128;
        long plain = 4 * (110 * 64) + 3 * 4 * (5 * 64 + 128);
        // Then
        assertThat(BaseFootprint.of(shape, BaseForm.of(Precision.FLOAT32)))
                .isEqualTo(new BaseFootprint(plain + (3 + 2) * 4 * layer, plain + 3 * 4 * layer, 2 * 4 * 6400));
        assertThat(BaseFootprint.of(shape, BaseForm.of(Precision.BFLOAT16)))
                .isEqualTo(new BaseFootprint(plain + (3 + 2) * 2 * layer, plain + 3 * 2 * layer, 2 * 2 * 6400));
        assertThat(BaseFootprint.of(shape, INT8))
                .isEqualTo(new BaseFootprint(plain + 3 * 2 * layer, plain + 3 * 2 * layer, 2 * 6400));
        assertThat(BaseFootprint.of(shape, new BaseForm(Precision.INT8, BaseMemory.SMALL)))
                .isEqualTo(new BaseFootprint(plain + 3 * layer, plain + 3 * layer, 6400));
    }

    @Test
    void aBaseOfSevenBillionNumbersGoesFromFiftyGibibytesToFour() {
        assertThat(BaseForm.ALL.stream()
                        .map(form -> form.text() + " "
                                + BaseFootprint.text(
                                        BaseFootprint.of(LLAMA, form).training())))
                .containsExactly(
                        "float32 48.0 GiB", "bfloat16 24.2 GiB", "int8 12.6 GiB", "int8 small 6.5 GiB", "nf4 3.6 GiB");
    }

    @Test
    void refusesABaseThatDoesNotFitWithTheNumbersAndWhatWouldFit() {
        assertThatThrownBy(() -> BaseFootprint.requireRoom(LLAMA, INT8, true, 12 * GIB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the base needs 12.6 GiB as int8, this machine has 12.0 GiB available: expected as much,"
                        + " or int8 small (6.5 GiB), or nf4 (3.6 GiB)");
        assertThatThrownBy(() -> BaseFootprint.requireRoom(LLAMA, BaseForm.of(Precision.FLOAT32), false, GIB))
                .hasMessage("the base needs 24.6 GiB as float32, this machine has 1.0 GiB available: expected as much");
    }

    @Test
    void takesABaseThatJustFits() {
        long needed = BaseFootprint.of(LLAMA, INT8).training();
        assertThatCode(() -> BaseFootprint.requireRoom(LLAMA, INT8, true, needed))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> BaseFootprint.requireRoom(LLAMA, INT8, true, needed - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
