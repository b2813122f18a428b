package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    @Test
    void neverShowsASecret() {
        // Given
        KafkaSettings settings = KafkaSettings.of("broker:9093")
                .with(Map.of(
                        "sasl.jaas.config", "user=\"u\" password=\"hunter2\"",
                        "ssl.keystore.password", "hunter2",
                        "ssl.keystore.key", "hunter2",
                        "sasl.oauthbearer.client.credentials.client.secret", "hunter2",
                        "security.protocol", "SASL_SSL"));

        // When
        String shown = settings.toString();

        // Then
        assertThat(shown).doesNotContain("hunter2").contains("SASL_SSL").contains("broker:9093");
    }

    @Test
    void refusesToBeWithoutABroker() {
        // When / Then
        assertThatThrownBy(() -> KafkaSettings.of(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bootstrap.servers");
    }
}
