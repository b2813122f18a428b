package sharelora.engine.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Float32 numbers in files of narrower ones. */
class WrittenTypesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyNumberThatATypeHasIsWrittenAsItself(TensorType type) {
        // Given
        float[] all = new float[1 << 16];
        int count = 0;
        for (int bits = 0; bits < all.length; bits++) {
            float number =
                    type == TensorType.F16 ? Float.float16ToFloat((short) bits) : Float.intBitsToFloat(bits << 16);
            if (Float.isFinite(number)) {
                all[count++] = number;
            }
        }
        float[] finite = Arrays.copyOf(all, count);
        // When
        float[] read = written(type, finite);
        // Then
        int[] differ = IntStream.range(0, finite.length)
                .filter(i -> Float.floatToRawIntBits(read[i]) != Float.floatToRawIntBits(finite[i]))
                .toArray();
        assertThat(differ).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BF16, 0x1.01p0, 0x1p0", // halfway: to the even one
        "BF16, 0x1.03p0, 0x1.04p0",
        "BF16, 0x1.010002p0, 0x1.02p0",
        "BF16, 0x1.00fffep0, 0x1p0",
        "BF16, -0x1.03p0, -0x1.04p0",
        "BF16, -0x0p0, -0x0p0",
        "F16, 0x1.002p0, 0x1p0",
        "F16, 0x1.006p0, 0x1.008p0",
        "F16, 0x1.0021p0, 0x1.004p0",
        "F16, 65519.99, 65504",
        "F32, 0x1.000002p0, 0x1.000002p0"
    })
    void anotherNumberIsWrittenAsTheNearestOfTwoAsTheEven(TensorType type, String number, String expected) {
        assertThat(written(type, Float.parseFloat(number))[0]).isEqualTo(Float.parseFloat(expected));
    }

    @ParameterizedTest
    @CsvSource({"F16, 65520", "F16, -1e6", "BF16, 3.4e38"})
    void aNumberThatTheTypeHasNoRoomForIsRefused(TensorType type, float number) {
        assertThatThrownBy(() -> written(type, 1, number))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("tensor a holds ")
                .hasMessageContaining(" at 1: expected a number that " + type + " has room for");
    }

    @Test
    void tensorsOfSeveralTypesLieInOneFile() {
        // Given
        Path file = folder.resolve("m.safetensors");
        Map<String, int[]> shapes = Map.of("a", new int[] {3}, "b", new int[] {1, 2}, "c", new int[] {1});
        Map<String, TensorType> types = Map.of("a", TensorType.BF16, "b", TensorType.F16);
        Map<String, float[]> numbers =
                Map.of("a", new float[] {1, 2, 3}, "b", new float[] {4, 5}, "c", new float[] {6});
        // When
        SafetensorsWriter.write(
                file, Map.of(), shapes, types, name -> Weight.of(name, shapes.get(name), numbers.get(name)));
        // Then
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.weight("a").toArray()).containsExactly(1, 2, 3);
            assertThat(read.type("b")).contains(TensorType.F16);
            assertThat(read.type("c")).contains(TensorType.F32);
            assertThat(read.type("d")).isEmpty();
        }
    }

    private float[] written(TensorType type, float... numbers) {
        Path file = folder.resolve("m.safetensors");
        int[] shape = {numbers.length};
        SafetensorsWriter.write(
                file, Map.of(), Map.of("a", shape), Map.of("a", type), name -> Weight.of(name, shape, numbers));
        try (Safetensors read = Safetensors.open(file)) {
            return read.weight("a").toArray();
        }
    }
}
