package sharelora.console;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import sharelora.platform.http.BearerTokens;

/**
 * What a console asks and whom it lets in.
 *
 * @param tokens one of which a request has to name; empty: everybody on this machine is an operator
 * @param health pages of processes that are asked what is not ready; empty: every stage's own port on this machine
 * @param shared whether the stages run in this very process, whose health says all
 * @param tls whether browsers reach it over TLS
 */
public record ConsoleConfig(Optional<BearerTokens> tokens, List<URI> health, boolean shared, boolean tls) {

    public ConsoleConfig {
        health = List.copyOf(health);
    }

    /** Of a process that runs all stages, for its own machine alone. */
    public static ConsoleConfig ofOneProcess() {
        return new ConsoleConfig(Optional.empty(), List.of(), true, false);
    }
}
