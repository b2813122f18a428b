package sharelora.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.Connection;
import sharelora.operations.WrongUsageException;
import sharelora.operations.scaling.Backlog;
import sharelora.operations.scaling.Simulation;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.host.Exit;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Topics;

/** Tells how many workers are worth their machines. */
@Command(
        name = "scaling",
        description = "Plays the recorded evaluation tasks again with 1 to 64 workers, each on a processor of its own.",
        mixinStandardHelpOptions = true)
final class ScalingCommand implements Callable<Integer> {

    private static final int AT_A_TIME = 2;
    private static final double TURN_SECONDS = 0.3;
    private static final int MOST = 64;
    private static final double WORTH_IT = 1.05;

    @Spec
    private CommandSpec command;

    @Mixin
    private Connection connection;

    @Option(names = "--job", paramLabel = "J", description = "Of this job only; default: all that were evaluated.")
    private String job;

    @Override
    public Integer call() {
        List<EvalShard> shards = new ArrayList<>();
        TopicRecords.read(connection.kafka(), Topics.EVAL_SHARDS, shard -> {
            if (job == null || job.equals(shard.getTask().getJobId())) {
                shards.add(shard);
            }
        });
        Backlog backlog = Backlog.of(shards);
        if (backlog.tasks() == 0) {
            throw WrongUsageException.of(
                    "--job: '" + (job == null ? "any" : job) + "', expected one with measured tasks");
        }
        tell(backlog);
        return Exit.DONE;
    }

    private void tell(Backlog backlog) {
        PrintWriter out = command.commandLine().getOut();
        out.printf("%d tasks of %.2f s on average%n", backlog.tasks(), backlog.seconds() / backlog.tasks());
        out.println("workers   seconds   speed-up   busy");
        double alone = Simulation.seconds(backlog, 1, AT_A_TIME, TURN_SECONDS);
        double before = Double.MAX_VALUE;
        int bend = 1;
        for (int workers = 1; workers <= MOST; workers *= 2) {
            double seconds = Simulation.seconds(backlog, workers, AT_A_TIME, TURN_SECONDS);
            bend = before / seconds > WORTH_IT ? workers : bend;
            before = seconds;
            out.printf(
                    "%7d %9.1f %10.2f %5.0f %%%n",
                    workers, seconds, alone / seconds, 100 * backlog.seconds() / seconds / workers);
        }
        out.printf(
                "More than %d do not pay here: at most %d checkpoints of a job are asked at a time, so at most %d tasks are there"
                        + " to be done; smaller evaluation.shardRecords, more suites or more jobs make more.%n",
                bend, AT_A_TIME, backlog.mostOpen(AT_A_TIME));
    }
}
