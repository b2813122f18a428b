package sharelora.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Exit;

/** Takes a pin away. */
@Command(
        name = "promote",
        description = "Lets a job's gate decide again after a rollback; what is promoted stays until it does.",
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, paramLabel = "J", description = "The job.")
    private String job;

    @Option(
            names = "--auto",
            required = true,
            description = "By the gate. Promoting one by hand is: rollback --job J --to CHECKPOINT")
    private boolean auto;

    @Override
    public Integer call() {
        if (!auto) {
            throw WrongUsageException.of(
                    "--auto: 'false', expected true; promoting by hand is rollback --to CHECKPOINT");
        }
        command.commandLine()
                .getOut()
                .println(connection.controls().promote(job).words());
        return Exit.DONE;
    }
}
