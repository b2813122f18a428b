package sharelora.cli.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.operations.Home;
import sharelora.operations.WrongUsageException;
import sharelora.operations.control.Controls;
import sharelora.operations.control.Operator;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;

/** Where the broker and the blobs are. */
public final class Connection {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Kafka brokers. Default: ${DEFAULT-VALUE}")
    private String bootstrapServers;

    @Option(
            names = "--blobs",
            paramLabel = "URI",
            description = "Blob store: file:///folder, or s3://bucket/prefix with AWS_ENDPOINT_URL, AWS_REGION and "
                    + "credentials from the environment. Default: ~/.sharelora/blobs")
    private URI blobs;

    @Mixin
    private RegistryOptions registry;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file for options that are not given; kafka.* goes to the Kafka clients. "
                    + "SHARELORA_<OPTION> and KAFKA_<SETTING> in the environment win over it.")
    private Path config;

    /**
     * Settings of every Kafka client: {@code kafka.*} of the file, then {@code KAFKA_*} of the environment. The broker's
     * address is the option's: {@link Defaults} has looked in those places already, and a flag wins.
     */
    public KafkaSettings kafka() {
        Properties file = Defaults.read(config == null ? null : config.toString());
        return kafka(file, System.getenv());
    }

    KafkaSettings kafka(Properties file, Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        file.stringPropertyNames().stream()
                .filter(name -> name.startsWith("kafka."))
                .forEach(name -> properties.put(name.substring("kafka.".length()), file.getProperty(name)));
        properties.putAll(kafkaVariables(environment));
        try {
            properties.putAll(KafkaSettings.of(bootstrapServers).properties());
            return new KafkaSettings(properties, registry.framing());
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of(
                    "--bootstrap-servers: '" + bootstrapServers + "', expected HOST:PORT[,HOST:PORT...]");
        }
    }

    /** The blob store; a folder is made where there is none. */
    public BlobStore blobs() {
        return BlobStore.open(blobsUri());
    }

    /** What whoever runs this command does. */
    public Controls controls() {
        return new Controls(kafka(), this::blobs, Operator.ofThisMachine());
    }

    URI blobsUri() {
        return blobs == null ? Home.folder().resolve("blobs").toUri() : blobs;
    }

    /** {@code KAFKA_SSL_TRUSTSTORE_LOCATION} → {@code ssl.truststore.location}; what Kafka's own scripts read is not a client setting. */
    static Map<String, String> kafkaVariables(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("KAFKA_") && !name.endsWith("_OPTS") && !name.equals("KAFKA_HOME")) {
                properties.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return properties;
    }
}
