package sharelora.cli.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import sharelora.operations.WrongUsageException;
import sharelora.platform.records.Framing;
import sharelora.platform.registry.ConfluentFraming;
import sharelora.platform.registry.RegistrySettings;

/** Where the schemas of public records are registered, if anywhere. */
public final class RegistryOptions {

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description =
                    "Schema registry with Confluent's REST API: public records are written in Confluent's framing, "
                            + "and read in both. Default: none, Avro single-object encoding")
    private URI url;

    @Option(
            names = "--registry-auth",
            paramLabel = "USER:PASSWORD",
            description = "Basic authentication; better in the environment, as SHARELORA_REGISTRY_AUTH.")
    private String auth;

    @Option(
            names = "--registry-ca",
            paramLabel = "FILE",
            description = "PEM file with the certificates that https trusts. Default: those that Java does")
    private Path ca;

    @Option(
            names = "--register-schemas",
            description = "Register what the registry misses, FULL_TRANSITIVE. Default: refuse to start without it")
    private boolean register;

    Framing framing() {
        if (url == null) {
            return Framing.SINGLE_OBJECT;
        }
        try {
            return ConfluentFraming.of(
                    new RegistrySettings(url, Optional.ofNullable(auth), Optional.ofNullable(ca), register));
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of("--registry: " + e.getMessage());
        }
    }
}
