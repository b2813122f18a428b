package sharelora.cli.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import sharelora.operations.WrongUsageException;

/**
 * Values of options that the command line does not give: {@code --some-option} is looked up as {@code
 * SHARELORA_SOME_OPTION} in the environment, then as {@code some-option} in the properties file named by {@code
 * --config} or {@code SHARELORA_CONFIG}. The broker's address may go by Kafka's own name in both.
 */
public final class Defaults implements IDefaultValueProvider {

    private static final String BOOTSTRAP_SERVERS = "bootstrap-servers";

    private final Map<String, String> environment;
    private final Properties file;

    public Defaults(Map<String, String> environment, Properties file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    /** The properties file among the arguments, which has to be read before they are parsed; empty where there is none. */
    public static Properties file(String... arguments) {
        return read(configFile(arguments));
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String name = option.longestName().replaceFirst("^-+", "");
        String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
        boolean kafkas = name.equals(BOOTSTRAP_SERVERS);
        return Stream.of(
                        environment.get("SHARELORA_" + variable),
                        kafkas ? environment.get("KAFKA_" + variable) : null,
                        file.getProperty(name),
                        kafkas ? file.getProperty("kafka." + name.replace('-', '.')) : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String configFile(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--config=")) {
                return arguments[i].substring("--config=".length());
            }
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                return arguments[i + 1];
            }
        }
        return System.getenv("SHARELORA_CONFIG");
    }

    static Properties read(String path) {
        Properties properties = new Properties();
        if (path == null) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(Path.of(path))) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException failure) {
            throw WrongUsageException.of(
                    "--config: '" + path + "', expected a readable properties file (" + failure + ")");
        }
    }
}
