package sharelora.acceptance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.acceptance.guarantee.Guarantee;
import sharelora.acceptance.guarantee.Guarantees;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.guarantee.TrialOutcome;
import sharelora.acceptance.site.Installation;

/** Kills, freezes, floods and disconnects the processes of an installation for a given time; reports which guarantees held. */
@Command(
        name = "chaos",
        description = "Does its worst to an installation of its own, and prints which guarantees held.",
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {

    private static final int BROKEN = 1;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--minutes",
            defaultValue = "30",
            description =
                    "No new trial after this long; every guarantee is tried at least once. Default: ${DEFAULT-VALUE}")
    private int minutes;

    @Option(names = "--seed", description = "Of all that is random. Default: another one each time")
    private Long seed;

    @Option(names = "--data", paramLabel = "DIR", description = "Its folder, kept. Default: a temporary one")
    private Path data;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Guarantees to try: ${COMPLETION-CANDIDATES}. Default: all",
            completionCandidates = Guarantees.Names.class)
    private List<String> only = List.of();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = command.commandLine().getOut();
        List<Guarantee> guarantees = chosen();
        long first = seed == null ? System.nanoTime() % 1_000_000 : seed;
        Path folder = data == null ? Files.createTempDirectory("sharelora-chaos-") : data.toAbsolutePath();
        out.println("chaos: seed " + first + ", data in " + folder);
        List<Trial> trials = new ArrayList<>();
        try (Installation installation = Installation.start(folder)) {
            Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
            for (int round = 0; round == 0 || Instant.now().isBefore(end); round++) {
                for (Guarantee guarantee : guarantees) {
                    if (round == 0 || Instant.now().isBefore(end)) {
                        trials.add(Trial.run(guarantee, installation, round, first + round));
                        out.println(trials.getLast().line());
                        out.flush();
                    }
                }
            }
        }
        OutcomeTable.of(trials).lines().forEach(out::println);
        out.flush();
        return trials.stream().allMatch(trial -> trial.verdict().held()) ? 0 : BROKEN;
    }

    private List<Guarantee> chosen() {
        List<String> unknown = only.stream()
                .filter(name ->
                        Guarantees.all().stream().noneMatch(each -> each.name().equals(name)))
                .toList();
        if (minutes < 0 || !unknown.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    minutes < 0
                            ? "--minutes: '" + minutes + "', expected at least 0"
                            : "--only: '" + String.join(",", unknown) + "', expected some of "
                                    + String.join(", ", new Guarantees.Names()));
        }
        return Guarantees.all().stream()
                .filter(each -> only.isEmpty() || only.contains(each.name()))
                .toList();
    }

    /** The outcome of one trial of one guarantee. */
    record Trial(String guarantee, long seed, Duration time, TrialOutcome verdict) {

        static Trial run(Guarantee guarantee, Installation installation, int round, long seed) {
            String run = (guarantee.name() + "-" + round).toLowerCase(Locale.ROOT);
            long began = System.nanoTime();
            TrialOutcome verdict;
            try {
                verdict = guarantee.test(installation, run, Scale.full(), new Random(seed));
            } catch (RuntimeException e) {
                // A trial that breaks off counts as not held; the other trials go on, since they may explain why.
                verdict = new TrialOutcome(0, 0, 0, List.of(String.valueOf(e.getMessage())));
            }
            return new Trial(guarantee.name(), seed, Duration.ofNanos(System.nanoTime() - began), verdict);
        }

        String line() {
            String held = verdict.held() ? "held" : "BROKEN: " + String.join("; ", verdict.broken());
            return "%s seed %d, %d s: %s".formatted(guarantee, seed, time.toSeconds(), held);
        }
    }
}
