package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapProbeTest {

    private static final String NOBODY = "127.0.0.1:1";

    @Test
    void namesTheServersWhereNobodyListens() {
        // Given
        BootstrapProbe bootstrap = BootstrapProbe.of(KafkaSettings.of(NOBODY + ", localhost:1"));

        // When / Then
        assertThatThrownBy(bootstrap::require)
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("no Kafka broker at 127.0.0.1:1, localhost:1: Connection refused");
    }

    @Test
    void isContentWithOneOfSeveral() throws IOException {
        // Given
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BootstrapProbe bootstrap =
                    BootstrapProbe.of(KafkaSettings.of(NOBODY + ",PLAINTEXT://127.0.0.1:" + server.getLocalPort()));

            // When / Then
            assertThatCode(bootstrap::require).doesNotThrowAnyException();
        }
    }

    @Test
    void asksNobodyRightAfterItHasHeardFromThem() {
        // Given
        BootstrapProbe bootstrap = BootstrapProbe.of(KafkaSettings.of(NOBODY));

        // When
        bootstrap.watch(false);

        // Then
        assertThatCode(() -> bootstrap.watch(true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka:9092", "a:1,b:2 , c:3", "SASL_SSL://kafka-1.example.com:9093", "[::1]:9092"})
    void takesWhatKafkaTakes(String servers) {
        assertThat(KafkaSettings.of(servers).bootstrapServers()).isEqualTo(servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", "kafka", "kafka:", ":9092", "kafka:port", "a:1,b"})
    void refusesWhatNamesNoServer(String servers) {
        assertThatThrownBy(() -> KafkaSettings.of(servers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bootstrap.servers: '" + servers + "', expected HOST:PORT[,HOST:PORT...]");
    }
}
