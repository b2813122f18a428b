package sharelora.engine.nf4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.format.safetensors.Weight;

/** Codes beside those of bitsandbytes, from {@code infra/golden/make_nf4.py}. */
class Nf4Test {

    private static JsonNode golden() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden/nf4.json").toFile());
    }

    @Test
    void theDynamicMapIsThatOfBitsandbytes() throws IOException {
        // Given
        float[] expected = floats(golden().get("dynamicMap"));
        // When
        float[] numbers = new float[256];
        for (int code = 0; code < numbers.length; code++) {
            numbers[code] = DynamicMap.number(code);
        }
        // Then
        assertThat(numbers).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void codesAreThoseOfBitsandbytes(int index) throws IOException {
        // Given
        JsonNode expected = golden().get("cases").get(index);
        Weight weight = drawn(
                expected.get("rows").intValue(),
                expected.get("columns").intValue(),
                expected.get("seed").intValue());
        byte[] codes = new byte[Math.toIntExact(Nf4.codeBytes(weight.size()))];
        // When
        Nf4 matrix = Nf4.of(weight, MemorySegment.ofArray(codes));
        // Then
        assertThat(codes).isEqualTo(bytes(expected.get("codes")));
        assertThat(matrix.scales().codes()).isEqualTo(bytes(expected.get("scales")));
        float mean = expected.get("mean").floatValue();
        assertThat(matrix.scales().mean()).isCloseTo(mean, within(2e-7f * mean));
        assertThat(matrix.scales().largest())
                .usingComparatorWithPrecision(4e-7f * mean)
                .containsExactly(floats(expected.get("largest")));
        if (!expected.get("restored").textValue().isEmpty()) {
            assertThat(Nf4.rounded(weight).toArray())
                    .usingComparatorWithPrecision(1e-6f * mean)
                    .containsExactly(floats(expected.get("restored")));
        }
    }

    @Test
    void restoresAPartOfARowAsItRestoresTheWhole() {
        // Given
        Weight weight = drawn(5, 100, 9);
        Weight whole = Nf4.rounded(weight);
        Nf4 matrix = Nf4.of(weight, MemorySegment.ofArray(new byte[250]));
        float[] part = new float[50];
        // When
        matrix.restore(3, 21, 50, MemorySegment.ofArray(part), 0);
        // Then
        for (int j = 0; j < part.length; j++) {
            assertThat(part[j]).isEqualTo(whole.get(3 * 100 + 21 + j));
        }
    }

    @Test
    void zerosComeBackAsZeros() {
        // Given
        Weight zeros = Weight.of("zeros", new int[] {2, 64}, new float[128]);
        // When
        Weight back = Nf4.rounded(zeros);
        // Then
        assertThat(back.toArray()).containsOnly(0);
    }

    @Test
    void takesHalfAByteANumberAndLittleMore() {
        assertThat(Nf4.bytes(64 * 256)).isEqualTo(8192 + 256 + 4);
        assertThat(Nf4.bytes(65)).isEqualTo(33 + 2 + 4);
    }

    /** As the script draws them. */
    private static Weight drawn(int rows, int columns, long seed) {
        float[] numbers = new float[rows * columns];
        long state = seed;
        for (int i = 0; i < numbers.length; i++) {
            state = (state * 1103515245 + 12345) % (1L << 31);
            long part = (state >> 16) % 201 - 100;
            numbers[i] = (float) (part * part * part) / (1 << 20);
        }
        return Weight.of("drawn", new int[] {rows, columns}, numbers);
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getDecoder().decode(text.textValue());
    }

    private static float[] floats(JsonNode text) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(text)).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }
}
