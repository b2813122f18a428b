package sharelora.platform.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a schema registry is reached.
 *
 * @param url {@code http(s)://host[:port][/path]}, without credentials: they would be in every log that names it
 * @param auth {@code USER:PASSWORD} for basic authentication
 * @param ca PEM file with the certificates that {@code https} trusts; empty: those that the JDK does
 * @param register whether a schema that is missing is registered rather than missed
 */
public record RegistrySettings(URI url, Optional<String> auth, Optional<Path> ca, boolean register) {

    public RegistrySettings {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException(
                    "expected http(s)://HOST[:PORT][/PATH] without credentials, which have an option of their own");
        }
        if (auth.isPresent() && auth.get().indexOf(':') < 1) {
            throw new IllegalArgumentException("expected USER:PASSWORD as credentials");
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + url + ", auth=" + (auth.isPresent() ? "***" : "none") + ", ca="
                + ca.map(Path::toString).orElse("the JDK's") + ", register=" + register + "]";
    }
}
