package sharelora.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

/** The broker of docker-compose.yml is set up as the one inside the JVM, by names that Kafka knows. */
class ComposeBrokerTest {

    private static final Pattern VARIABLE = Pattern.compile("(?m)^ +KAFKA_([A-Z_]+): \"?(.*?)\"?$");

    private final Map<String, String> settings = settings();

    @Test
    void setsWhatKafkaKnowsToValuesThatItTakes() {
        // When
        KafkaConfig config = new KafkaConfig(settings, false);

        // Then
        assertThat(KafkaConfig.configDef().names()).containsAll(settings.keySet());
        assertThat(config.nodeId()).isEqualTo(1);
    }

    @Test
    void keepsOneCopyOfEverythingAsTheEmbeddedBrokerDoes() {
        // Given
        Map<String, Object> embedded = NodeSettings.of(Path.of("any"), 1, 2);

        // When
        Map<String, String> shared = settings.entrySet().stream()
                .filter(setting -> embedded.containsKey(setting.getKey()))
                .filter(setting -> !setting.getKey().matches(".*listener.*|.*voters|log.dirs"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        // Then
        assertThat(embedded).containsAllEntriesOf(shared);
        assertThat(embedded.keySet().stream().filter(name -> name.matches(".*replication.factor|.*min.isr|message.*")))
                .allMatch(shared::containsKey);
    }

    private static Map<String, String> settings() {
        try {
            return VARIABLE.matcher(Files.readString(Path.of("..", "..", "docker-compose.yml")))
                    .results()
                    .collect(Collectors.toMap(ComposeBrokerTest::setting, variable -> variable.group(2)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the image's scripts do. */
    private static String setting(MatchResult variable) {
        return variable.group(1).toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
