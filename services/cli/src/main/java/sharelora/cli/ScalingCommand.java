package sharelora.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.scaling.Projection;
import sharelora.platform.host.Exit;

/** Tells how many workers are worth their machines. */
@Command(
        name = "scaling",
        description = "Plays the recorded evaluation tasks again with 1 to 64 workers, each on a processor of its own.",
        mixinStandardHelpOptions = true)
final class ScalingCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", paramLabel = "J", description = "Of this job only; default: all that were evaluated.")
    private String job;

    @Override
    public Integer call() {
        Projection projection = Projection.of(connection.kafka(), job == null ? "" : job);
        PrintWriter out = command.commandLine().getOut();
        out.printf("%d tasks of %.2f s on average%n", projection.tasks(), projection.secondsOfTask());
        out.println("workers   seconds   speed-up   busy");
        for (Projection.Row row : projection.rows()) {
            out.printf("%7d %9.1f %10.2f %5.0f %%%n", row.workers(), row.seconds(), row.speedUp(), 100 * row.busy());
        }
        out.println(projection.words());
        return Exit.DONE;
    }
}
