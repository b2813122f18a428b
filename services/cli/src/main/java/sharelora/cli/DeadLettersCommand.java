package sharelora.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.deadletter.Letters;
import sharelora.platform.host.Exit;
import sharelora.schemas.DeadLetter;

/** Shows what could not be used, and puts it back. */
@Command(
        name = "deadletters",
        description = "Counts and lists records that could not be used; with --replay, puts them back after a fix.",
        mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--reason", paramLabel = "R", description = "Those of that reason alone.")
    private String reason;

    @Option(names = "--stream", paramLabel = "S", description = "Those of that stream alone.")
    private String stream;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "The newest so many are listed, all are counted. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--json", description = "List the records as they are, one JSON object a line, and count nothing.")
    private boolean json;

    @Option(
            names = "--replay",
            description = "Put each of them into its stream's own examples topic, once and for all: what was put back "
                    + "before, or still cannot be read, is left. Only what the tokenizer refused comes back.")
    private boolean replay;

    @Override
    public Integer call() {
        if (limit < 0) {
            throw WrongUsageException.of("--limit: '" + limit + "', expected a number from 0");
        }
        PrintWriter out = command.commandLine().getOut();
        if (replay) {
            connection
                    .controls()
                    .replay(stream == null ? "" : stream, this::asked)
                    .notes()
                    .forEach(out::println);
        } else {
            tell(Letters.read(connection.kafka(), this::asked), out);
        }
        return Exit.DONE;
    }

    private boolean asked(DeadLetter letter) {
        return (reason == null || letter.getReason().equals(reason))
                && (stream == null || stream.equals(letter.getStream()));
    }

    private void tell(Letters letters, PrintWriter out) {
        letters.newest(limit).forEach(letter -> out.println(json ? letter.record() : letter.line()));
        if (!json) {
            if (letters.all().size() > limit) {
                out.println("… and " + (letters.all().size() - limit) + " older ones");
            }
            letters.counts().forEach(out::println);
            out.println("%6d  in all".formatted(letters.all().size()));
        }
    }
}
