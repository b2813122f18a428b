package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.schemas.Example;
import sharelora.schemas.Source;

class CodecTest {

    private static final Example EXAMPLE = Example.newBuilder()
            .setId("7")
            .setText("Zürich 🚲")
            .setLabel("city")
            .build();

    @Test
    void readsWhatItWrote() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);

        // When
        Example read = Codec.decode(Example.class, bytes);

        // Then
        assertThat(read).isEqualTo(EXAMPLE);
    }

    @Test
    void writesAvroSingleObjectEncoding() throws Exception {
        // When
        byte[] bytes = Codec.encode(EXAMPLE);

        // Then
        assertThat(bytes).startsWith(0xC3, 0x01);
        assertThat(Example.getDecoder().decode(bytes)).isEqualTo(EXAMPLE);
    }

    @Test
    void namesTheFingerprintOfAnotherRecord() {
        // Given
        byte[] source = Codec.encode(new Source("t", 0, 1L));

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, source))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("expected Example")
                .hasMessageContaining("unknown schema fingerprint");
    }

    @Test
    void showsTheBytesThatAreNoHeader() {
        // Given
        byte[] json = "{\"id\": \"7\"}".getBytes(StandardCharsets.UTF_8);

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, json))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("found 7b22");
    }

    @Test
    void refusesATombstone() {
        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, null))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no value");
    }

    @Test
    void refusesEveryTruncation() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);

        // When / Then
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Codec.decode(Example.class, shorter))
                    .as("%d bytes", length)
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }

    @Test
    void refusesBytesAfterTheRecord() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, longer))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("goes on");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Integer.MAX_VALUE - 16L, Long.MAX_VALUE})
    void refusesALengthThatIsNotThere(long length) {
        // Given
        byte[] header = Arrays.copyOf(Codec.encode(EXAMPLE), 10);
        byte[] hostile = Arrays.copyOf(header, 30);
        int at = 10;
        long rest = (length << 1) ^ (length >> 63); // Avro's zig-zag
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            hostile[at++] = (byte) ((rest & 0x7F) | 0x80);
        }
        hostile[at] = (byte) rest;

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, hostile)).isInstanceOf(UnreadableRecordException.class);
    }
}
