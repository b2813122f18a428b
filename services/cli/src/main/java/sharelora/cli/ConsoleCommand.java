package sharelora.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.StageOptions;
import sharelora.console.ConsoleConfig;
import sharelora.console.ConsoleVerticle;
import sharelora.console.http.Access;
import sharelora.operations.Problems;
import sharelora.platform.host.Host;
import sharelora.platform.host.HostConfig;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.stage.StageDeclarations;

/** Everything → a page and an API. */
@Command(
        name = "console",
        description = "A page that shows streams and jobs as they learn, and an API that does what the commands do.",
        mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {

    private static final String ELSEWHERE = "elsewhere";

    @Mixin
    private StageOptions stage;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description =
                    "SHA-256 of each bearer token that is let in, one a line, behind it viewer or operator and a name;"
                        + " needed with an --http-host that is not of this machine alone. Default: everybody on this"
                        + " machine is an operator")
    private Path tokens;

    @Option(
            names = "--tls",
            paramLabel = ELSEWHERE,
            description = "elsewhere: a proxy in front of it speaks TLS; needed with an --http-host that is not of this"
                    + " machine alone. Default: none")
    private String tls;

    @Option(
            names = "--health",
            paramLabel = "URL",
            description = "Process that is asked what is not ready, and why: http://HOST:PORT. Once for each. "
                    + "Default: every stage's own port on this machine")
    private List<URI> health;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        if (tls != null && !tls.equals(ELSEWHERE)) {
            problems.add("--tls", tls, ELSEWHERE);
        }
        if (!isLoopback(stage.httpHost()) && (tokens == null || tls == null)) {
            problems.add(
                    "--http-host",
                    stage.httpHost(),
                    "an address of this machine alone, such as 127.0.0.1, or --tokens FILE and --tls elsewhere beside"
                            + " it");
        }
        Optional<BearerTokens> allowed = allowed(problems);
        HostConfig host = stage.host(StageDeclarations.CONSOLE.process(), problems);
        ConsoleConfig config = new ConsoleConfig(allowed, health == null ? List.of() : health, false, tls != null);
        return Host.run(host, platform -> new ConsoleVerticle(config, platform));
    }

    private Optional<BearerTokens> allowed(Problems problems) {
        if (tokens == null) {
            return Optional.empty();
        }
        try {
            BearerTokens read = BearerTokens.read(tokens);
            Access.problems(read).forEach(problem -> problems.refuse("--tokens", problem));
            return Optional.of(read);
        } catch (IllegalArgumentException e) {
            problems.add("--tokens", tokens, "a file of hashes; " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
