package sharelora.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.operations.WrongUsageException;

class DefaultsTest {

    private static final Map<String, String> IN_ENVIRONMENT = Map.of("SHARELORA_HTTP_PORT", "2");
    private static final Properties IN_FILE = properties("http-port", "3");

    @Test
    void takesTheFlagBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() {
        // When
        int byFlag = port(IN_ENVIRONMENT, IN_FILE, "--http-port", "1");
        int byEnvironment = port(IN_ENVIRONMENT, IN_FILE);
        int byFile = port(Map.of(), IN_FILE);
        int byDefault = port(Map.of(), new Properties());

        // Then
        assertThat(new int[] {byFlag, byEnvironment, byFile, byDefault}).containsExactly(1, 2, 3, 4);
    }

    @Test
    void takesTheBrokersAddressByKafkasOwnNameTooButAFlagFirst() {
        // Given
        Map<String, String> kafkas = Map.of("KAFKA_BOOTSTRAP_SERVERS", "environment:9092");
        Map<String, String> both =
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "environment:9092", "SHARELORA_BOOTSTRAP_SERVERS", "ours:9092");
        Properties file = properties("kafka.bootstrap.servers", "file:9092");

        // When
        String byFlag = broker(kafkas, file, "--bootstrap-servers", "flag:9092");
        String byOurName = broker(both, file);
        String byKafkasName = broker(kafkas, file);
        String byFile = broker(Map.of(), file);
        String byDefault = broker(Map.of(), new Properties());

        // Then
        assertThat(new String[] {byFlag, byOurName, byKafkasName, byFile, byDefault})
                .containsExactly("flag:9092", "ours:9092", "environment:9092", "file:9092", "localhost:9092");
    }

    @Test
    void passesKafkasVariablesToItsClientsBeforeTheFilesSettings() {
        // Given
        Map<String, String> environment = Map.of(
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/trust.p12",
                "KAFKA_HEAP_OPTS", "-Xmx1g",
                "KAFKA_HOME", "/opt/kafka",
                "OTHER", "not ours");
        Properties file = properties("kafka.security.protocol", "PLAINTEXT");
        file.setProperty("kafka.sasl.mechanism", "PLAIN");

        // When
        Map<String, String> properties =
                parse(environment, file).connection.kafka(file, environment).properties();

        // Then
        assertThat(properties)
                .containsOnly(
                        Map.entry("bootstrap.servers", "localhost:9092"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("ssl.truststore.location", "/etc/trust.p12"),
                        Map.entry("sasl.mechanism", "PLAIN"));
    }

    @Test
    void findsTheFileAmongTheArgumentsInBothSpellings(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("s.properties"), "blobs = file:///data\n");

        // When
        Properties apart = Defaults.file("trainer", "--config", file.toString());
        Properties together = Defaults.file("trainer", "--config=" + file);

        // Then
        assertThat(apart).isEqualTo(properties("blobs", "file:///data")).isEqualTo(together);
    }

    @Test
    void saysWhichFileCannotBeRead() {
        // When / Then
        assertThatThrownBy(() -> Defaults.file("--config", "/no/such.properties"))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("--config: '/no/such.properties', expected a readable properties file");
    }

    private static int port(Map<String, String> environment, Properties file, String... arguments) {
        return parse(environment, file, arguments).port;
    }

    private static String broker(Map<String, String> environment, Properties file, String... arguments) {
        return parse(environment, file, arguments)
                .connection
                .kafka(file, environment)
                .bootstrapServers();
    }

    private static Some parse(Map<String, String> environment, Properties file, String... arguments) {
        Some some = new Some();
        new CommandLine(some)
                .setDefaultValueProvider(new Defaults(environment, file))
                .parseArgs(arguments);
        return some;
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    @Command
    private static final class Some {

        @Mixin
        private Connection connection;

        @Option(names = "--http-port", defaultValue = "4")
        private int port;
    }
}
