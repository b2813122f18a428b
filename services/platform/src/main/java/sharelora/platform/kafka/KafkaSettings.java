package sharelora.platform.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sharelora.platform.records.Framing;

/**
 * What reaches the broker: {@code bootstrap.servers} and whatever else the operator passes to the clients, TLS and SASL
 * included. Settings that the guarantees rest on are the platform's own and win over these.
 *
 * @param properties Kafka's client properties by their own names
 * @param framing of the public records that are written; both are read
 */
public record KafkaSettings(Map<String, String> properties, Framing framing) {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    public KafkaSettings {
        properties = Map.copyOf(properties);
        String servers = properties.getOrDefault(BOOTSTRAP_SERVERS, "");
        if (!BootstrapProbe.isWellFormed(servers)) {
            throw new IllegalArgumentException(
                    BOOTSTRAP_SERVERS + ": '" + servers + "', expected HOST:PORT[,HOST:PORT...]");
        }
    }

    /** Public records in single-object encoding. */
    public KafkaSettings(Map<String, String> properties) {
        this(properties, Framing.SINGLE_OBJECT);
    }

    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(Map.of(BOOTSTRAP_SERVERS, bootstrapServers));
    }

    /** These settings with others added or replaced. */
    public KafkaSettings with(Map<String, String> more) {
        Map<String, String> merged = new HashMap<>(properties);
        merged.putAll(more);
        return new KafkaSettings(merged, framing);
    }

    /** These settings with another framing. */
    public KafkaSettings with(Framing other) {
        return new KafkaSettings(properties, other);
    }

    public String bootstrapServers() {
        return properties.get(BOOTSTRAP_SERVERS);
    }

    /** Names in order; values that may be secrets are hidden. */
    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, value) -> shown.put(name, isSecret(name) ? "***" : value));
        return "KafkaSettings" + shown;
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("secret")
                || lower.contains("jaas")
                || lower.contains("token")
                || lower.contains("credential")
                || lower.endsWith(".key");
    }
}
