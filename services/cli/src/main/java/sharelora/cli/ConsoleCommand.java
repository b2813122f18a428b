package sharelora.cli;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.ApiOptions;
import sharelora.cli.options.StageOptions;
import sharelora.console.ConsoleConfig;
import sharelora.console.ConsoleVerticle;
import sharelora.console.http.Access;
import sharelora.operations.Problems;
import sharelora.platform.host.Host;
import sharelora.platform.host.HostConfig;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.http.TlsFiles;
import sharelora.platform.stage.StageDeclarations;

/** Everything → a page and an API. */
@Command(
        name = "console",
        description = "A page that shows streams and jobs as they learn, and an API that does what the commands do.",
        mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

    @Mixin
    private ApiOptions api;

    @Option(
            names = "--health",
            paramLabel = "URL",
            description = "Process that is asked what is not ready, and why: http://HOST:PORT. Once for each. "
                    + "Default: every stage's own port on this machine")
    private List<URI> health;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Optional<BearerTokens> allowed = api.tokens(stage.httpHost(), problems);
        allowed.ifPresent(tokens -> Access.problems(tokens).forEach(problem -> problems.refuse("--tokens", problem)));
        Optional<TlsFiles> tls = api.tls(stage.httpHost(), problems);
        HostConfig host = stage.host(StageDeclarations.CONSOLE.process(), tls, problems);
        ConsoleConfig config = new ConsoleConfig(allowed, health == null ? List.of() : health, false, api.speaksTls());
        return Host.run(host, platform -> new ConsoleVerticle(config, platform));
    }
}
