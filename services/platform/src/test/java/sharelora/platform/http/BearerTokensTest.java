package sharelora.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("hashes");
    }

    @Test
    void letsInWhoeverNamesOneOfTheTokens() throws Exception {
        // Given
        Files.writeString(
                file, "# teams\n\n" + hash("first") + "\n" + hash("second").toUpperCase(Locale.ROOT) + " the app\n");

        // When
        BearerTokens tokens = BearerTokens.read(file);

        // Then
        assertThat(tokens.allow("Bearer first")).isTrue();
        assertThat(tokens.allow("bearer second")).isTrue();
        assertThat(tokens.holder("Bearer second")).contains("the app");
        assertThat(tokens.holder("Bearer first")).contains("");
        assertThat(tokens.holder("Bearer third")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "first",
                "Bearer",
                "Bearer ",
                "Bearer firs",
                "Bearer first second",
                "Basic first",
                "Bearer third"
            })
    void letsInNobodyElse(String header) throws Exception {
        // Given
        Files.writeString(file, hash("first") + "\n" + hash("") + "\n");

        // When
        BearerTokens tokens = BearerTokens.read(file);

        // Then
        assertThat(tokens.allow(header)).isFalse();
        assertThat(tokens.allow(null)).isFalse();
    }

    @Test
    void anEmptyFileLetsInNobody() throws IOException {
        // Given
        Files.writeString(file, "");

        // When
        BearerTokens tokens = BearerTokens.read(file);

        // Then
        assertThat(tokens.allow("Bearer ")).isFalse();
        assertThat(tokens.allow("Bearer any")).isFalse();
    }

    @Test
    void namesEveryLineThatIsNoHash() throws Exception {
        // Given
        Files.writeString(file, "first\n" + hash("second") + "\nabc\n");

        // When / Then
        assertThatThrownBy(() -> BearerTokens.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lines [1, 3]")
                .hasMessageContaining("64 hexadecimal digits");
    }

    private static String hash(String token) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
