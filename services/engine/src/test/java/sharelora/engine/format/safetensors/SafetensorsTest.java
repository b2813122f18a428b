package sharelora.engine.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.HandMade;
import sharelora.engine.format.ModelFormatException;

class SafetensorsTest {

    private static final String ONE = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir
    Path folder;

    @Test
    void readsBackWhatWasWritten() {
        // Given
        Path file = folder.resolve("model.safetensors");
        float[] numbers = {1, -0.0f, Float.MIN_VALUE, Float.NaN, 5, 6};
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt", "labels", "[\"grün\",\"\\\"\"]"),
                List.of(Weight.of("b", new int[] {2, 3}, numbers), Weight.of("a", new int[] {1}, new float[] {7})));
        // When
        try (Safetensors read = Safetensors.open(file)) {
            // Then
            assertThat(read.names()).containsExactly("a", "b");
            assertThat(read.metadata()).containsEntry("labels", "[\"grün\",\"\\\"\"]");
            assertThat(read.weight("b", 2, 3).toArray()).containsExactly(numbers);
            assertThat(read.weight("a", 1).get(0)).isEqualTo(7);
        }
    }

    @Test
    void writesTheSameBytesWhateverTheOrder() throws Exception {
        // Given
        Weight a = Weight.of("a", new int[] {1}, new float[] {1});
        Weight b = Weight.of("b", new int[] {2}, new float[] {2, 3});
        SafetensorsWriter.write(folder.resolve("1"), Map.of("format", "pt", "z", "1"), List.of(a, b));
        // When
        WrittenFile stored =
                SafetensorsWriter.write(folder.resolve("2"), Map.of("z", "1", "format", "pt"), List.of(b, a));
        // Then
        byte[] bytes = Files.readAllBytes(folder.resolve("2"));
        assertThat(bytes).isEqualTo(Files.readAllBytes(folder.resolve("1")));
        assertThat(stored.bytes()).isEqualTo(bytes.length);
        assertThat(stored.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        long headerLength =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(headerLength % 8).isZero();
        assertThat(new String(bytes, 8, (int) headerLength, StandardCharsets.UTF_8))
                .startsWith("{\"__metadata__\":{\"format\":\"pt\",\"z\":\"1\"},\"a\":{");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void refusesToWriteAnotherShapeThanAnnounced() {
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        folder.resolve("x"),
                        Map.of(),
                        Map.of("a", new int[] {2}),
                        name -> Weight.of(name, new int[] {3}, new float[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tensor a has shape [3]")
                .hasMessageContaining("expected [2]");
    }

    @Test
    void readsHalfPrecisionAsFloat32() throws IOException {
        // Given
        String header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]}}";
        Path file = HandMade.safetensors(folder.resolve("half"), header, 8);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes, bytes.length - 8, 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(Float.floatToFloat16(1.5f))
                .putShort(Float.floatToFloat16(-6.1e-5f))
                .putShort((short) (Float.floatToRawIntBits(-2.5f) >>> 16))
                .putShort((short) (Float.floatToRawIntBits(Float.NEGATIVE_INFINITY) >>> 16));
        Files.write(file, bytes);
        // When
        try (Safetensors read = Safetensors.open(file)) {
            // Then
            assertThat(read.weight("h", 2).toArray())
                    .containsExactly(1.5f, Float.float16ToFloat(Float.floatToFloat16(-6.1e-5f)));
            assertThat(read.weight("b", 2).toArray()).containsExactly(-2.5f, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void handsOutMappedMemoryThatEndsWithTheFile() {
        // Given
        Path file = HandMade.safetensors(folder.resolve("x"), ONE, 8);
        Safetensors open = Safetensors.open(file);
        MemorySegment data = open.weight("x", 2).data();
        // When
        open.close();
        // Then
        assertThat(data.isMapped()).isTrue();
        assertThatThrownBy(() -> data.asByteBuffer().get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesFileTensorValueAndExpectationOfAWrongRequest() {
        // Given
        String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]}}";
        Path file = HandMade.safetensors(folder.resolve("x.safetensors"), header, 16);
        // When
        try (Safetensors read = Safetensors.open(file)) {
            // Then
            assertThatThrownBy(() -> read.weight("y"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage(file + ": has no tensor \"y\"");
            assertThatThrownBy(() -> read.weight("x", 3, 1))
                    .hasMessage(file + ": tensor \"x\" has shape [2]: expected [3, 1]");
            assertThatThrownBy(() -> read.weight("ids"))
                    .hasMessage(file + ": tensor \"ids\" has dtype I64: expected F32, F16 or BF16");
        }
    }

    @Test
    void namesTheFirstNumberThatIsNotFinite() {
        Weight weight = Weight.of("x", new int[] {3}, new float[] {1, Float.NaN, Float.POSITIVE_INFINITY});
        assertThatThrownBy(() -> weight.requireFinite(Path.of("f")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("f: tensor \"x\" holds NaN at 1: expected finite numbers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}|has 9 bytes: expected 8",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}|to end by 8",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|expected it to begin at 0",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|holds 8 bytes of data: expected 4",
                "{}|holds 8 bytes of data: expected 0",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|\"y\" lies at [0, 8): expected it to begin at 4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}|holds -1: expected no negative number",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967297,2],\"data_offsets\":[0,8]}}|dimension of 4294967297",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}}|fewer than 2^31",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|not the JSON of safetensors",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}|not a list of at most 8 whole numbers",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,8]}}|at most 8 whole numbers",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|an end not before it",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|an end not before it",
                "{\"x\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}|dtype \"F31\"",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"z\":1}}|the field \"z\"",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}|lacks one of",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\":{}}|Duplicate field",
                "{\"__metadata__\":{\"a\":1}}|expected VALUE_STRING",
                "{\"x\":[]}|tensor \"x\" is START_ARRAY",
                "[]|header is START_ARRAY",
                "{\"x\"|not the JSON of safetensors",
                "{} {}|continues behind its closing brace"
            })
    void refusesAHeader(String header, String complaint) {
        Path file = HandMade.safetensors(folder.resolve("bad"), header, 8);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "0, expected 2 to 69",
        "70, expected 2 to 69",
        "-1, says its header has 18446744073709551615 bytes",
        "9223372036854775807, says its header has 9223372036854775807 bytes"
    })
    void refusesAHeaderLength(long length, String complaint) {
        byte[] header = ONE.getBytes(StandardCharsets.UTF_8);
        Path file = HandMade.bytes(folder.resolve("bad"), length, header, 69 - header.length);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesWhatIsNoFileOrTooShortForOne() {
        Path shortFile = HandMade.write(folder.resolve("short"), new byte[9]);
        assertThatThrownBy(() -> Safetensors.open(shortFile)).hasMessageContaining("has 9 bytes: expected at least 10");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        byte[] header = ONE.getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xff;
        Path file = HandMade.safetensors(folder.resolve("bad"), header, 8);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void keepsAMessageToOneLineWhateverAFileNamesItsTensors() {
        // Given
        String name = "\\n\\u001b[31m" + "x".repeat(500);
        Path file = HandMade.safetensors(folder.resolve("bad"), "{\"" + name + "\":[]}", 0);
        // When
        assertThatThrownBy(() -> Safetensors.open(file))
                // Then
                .satisfies(e -> assertThat(e.getMessage().replace(file.toString(), ""))
                        .hasSizeLessThan(250)
                        .doesNotContainPattern("\\p{Cntrl}"));
    }
}
