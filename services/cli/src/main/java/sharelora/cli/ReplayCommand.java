package sharelora.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.JobOption;
import sharelora.engine.EngineChoice;
import sharelora.models.learning.Retraining;
import sharelora.operations.Problems;
import sharelora.operations.audit.Rebuild;
import sharelora.operations.jobs.StoredJobs;
import sharelora.platform.host.Exit;
import sharelora.schemas.Job;

/** Rebuilds an adapter from the log. */
@Command(
        name = "replay",
        description = "Takes a job's steps again from the log, from its seed or the adapter that it began with, and "
                + "compares the bits with every state and checkpoint that is known on the way. Writes nothing. Exit code "
                + "1 where they differ, or where retention has removed what was learned.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    private static final long TELL_EVERY_NANOS = 10_000_000_000L;

    @Spec
    private CommandSpec command;

    @Mixin
    private JobOption of;

    @Mixin
    private EngineOption engine;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "STEP",
            description = "A step that a state or checkpoint is of.")
    private long to;

    @Option(
            names = "--threads",
            description = "Threads of a step; they have no influence on the bits. Default: one a processor")
    private Integer threads;

    private long toldAt = System.nanoTime();

    @Override
    public Integer call() {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        Problems problems = new Problems();
        if (count < 1) {
            problems.add("--threads", count, "at least 1");
        }
        EngineChoice choice = engine.choice(problems);
        problems.throwIfAny("wrong usage");
        Job job = new StoredJobs(of.kafka()).job(of.job());
        Rebuild rebuild = Rebuild.of(of.kafka(), of.blobs(), job);
        NavigableMap<Long, String> expected = rebuild.until(to);
        try (Retraining retraining = Retraining.open(of.kafka(), of.blobs(), job, rebuild.start(), choice, count)) {
            return compare(retraining, expected, rebuild.computedOn());
        }
    }

    private int compare(Retraining retraining, NavigableMap<Long, String> expected, String computedOn) {
        PrintWriter out = command.commandLine().getOut();
        for (Map.Entry<Long, String> each : expected.entrySet()) {
            retraining.to(each.getKey(), this::tell);
            String found = retraining.stateSha256();
            if (!found.equals(each.getValue())) {
                out.println("step " + each.getKey() + ": gives state " + found + ", expected " + each.getValue()
                        + "; the newest was computed on " + computedOn + ", this is " + retraining.machine());
                return Exit.FATAL;
            }
            out.println("step " + each.getKey() + ": the same bits, state " + found);
            out.flush();
        }
        return Exit.DONE;
    }

    private void tell(long step) {
        if (System.nanoTime() - toldAt > TELL_EVERY_NANOS) {
            toldAt = System.nanoTime();
            command.commandLine().getErr().println("step " + step + " of " + to);
            command.commandLine().getErr().flush();
        }
    }
}
