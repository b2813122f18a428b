package sharelora.platform.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8081", "file:///registry", "http:///x", "https://team:s3cret@registry", "http://r?a=b"
            })
    void refusesWhatIsNoAddressWithoutRepeatingIt(String url) {
        // When / Then
        assertThatThrownBy(() -> new RegistrySettings(URI.create(url), Optional.empty(), Optional.empty(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http(s)://HOST[:PORT][/PATH]")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesCredentialsWithoutAUserWithoutRepeatingThem() {
        // When / Then
        assertThatThrownBy(() ->
                        new RegistrySettings(URI.create("http://r"), Optional.of("s3cret"), Optional.empty(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("USER:PASSWORD")
                .hasMessageNotContaining("s3cret");
    }
}
