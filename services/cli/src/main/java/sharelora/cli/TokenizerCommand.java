package sharelora.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.cli.options.StageOptions;
import sharelora.platform.host.Host;
import sharelora.platform.stage.StageDeclarations;
import sharelora.tokenizer.TokenizerConfig;
import sharelora.tokenizer.TokenizerVerticle;

/** Example → TokenBatch. */
@Command(
        name = "tokenizer",
        description = "Example to TokenBatch: any number of them share a stream's partitions.",
        mixinStandardHelpOptions = true)
final class TokenizerCommand implements Callable<Integer> {

    @Mixin
    private StageOptions stage;

    @Option(
            names = "--stream",
            description = "The stream to tokenize. Default: every one that a running job learns from")
    private String stream;

    @Override
    public Integer call() {
        TokenizerConfig config = new TokenizerConfig(Optional.ofNullable(stream));
        return Host.run(
                stage.host(StageDeclarations.TOKENIZER.process()), platform -> new TokenizerVerticle(config, platform));
    }
}
