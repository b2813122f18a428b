package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.platform.host.Exit;
import sharelora.schemas.Source;

/** Has a record of a stream's input passed over. */
@Command(
        name = "skip",
        description =
                "Has the tokenizer make a dead letter of a record without reading it, where a stream stands still at"
                        + " it.",
        mixinStandardHelpOptions = true)
final class SkipCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--stream", required = true, paramLabel = "S", description = "The stream.")
    private String stream;

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "T",
            description = "The topic that the stream reads it from.")
    private String topic;

    @Option(names = "--partition", required = true, paramLabel = "P", description = "Its partition, from 0.")
    private int partition;

    @Option(names = "--offset", required = true, paramLabel = "O", description = "Its offset, from 0.")
    private long offset;

    @Override
    public Integer call() {
        command.commandLine()
                .getOut()
                .println(connection
                        .controls()
                        .skip(stream, new Source(topic, partition, offset))
                        .words());
        return Exit.DONE;
    }
}
