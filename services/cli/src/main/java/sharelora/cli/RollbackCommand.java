package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.platform.host.Exit;

/** Pins a job to one of its checkpoints. */
@Command(
        name = "rollback",
        description = "Promotes a checkpoint of a job by hand, and nothing else until: promote --auto --job J",
        mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, paramLabel = "J", description = "The job.")
    private String job;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "CHECKPOINT",
            description = "checkpointId or its beginning, or the adapter's name.")
    private String to;

    @Override
    public Integer call() {
        command.commandLine()
                .getOut()
                .println(connection.controls().rollback(job, "--to", to).words());
        return Exit.DONE;
    }
}
