package sharelora.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.bench.Measures;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.training.TrainingSpec;
import sharelora.operations.Problems;

/** One pass over a file: what of it is learned again, and what is measured. */
public final class PassOptions {

    private static final int MOST_ERAS = 50;

    @Option(
            names = "--stream",
            paramLabel = "F.jsonl",
            description =
                    "One pass over these labelled texts, with --head language over prompts and completions, in place"
                            + " of steps on random tokens.")
    private Path file;

    @Option(
            names = "--held-out",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description =
                    "Of --stream: so many are not learned, by the rule of a stream's holdoutPercent, and measured at"
                            + " the end.")
    private int heldOut;

    @Option(
            names = "--forgetting",
            paramLabel = "F.jsonl",
            description =
                    "With --head language: also how much the loss on these texts rises while --stream is learned.")
    private Path others;

    @Option(
            names = "--eras",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Of --stream with --held-out: so many parts of equally many records, whose held-out records are"
                            + " measured after each. Default: ${DEFAULT-VALUE}")
    private int eras;

    @Option(
            names = "--append-labels",
            description =
                    "Of --eras: each part has the labels that have come until its end, as where they are appended.")
    private boolean appending;

    @Mixin
    private PastOptions past;

    @Mixin
    private GuardOptions guard;

    @Option(
            names = "--replay-keep",
            paramLabel = "RULE",
            defaultValue = "reservoir",
            description = "Of --replay: reservoir, surprise or balanced. Default: ${DEFAULT-VALUE}")
    private String keep;

    /** The file, or null where there is to be no pass. */
    public Path file() {
        return file;
    }

    /** What is measured, once the options are checked. */
    public Measures measures() {
        return new Measures(heldOut, eras, appending, guard.figures(), Optional.ofNullable(others));
    }

    /** How figures of a pass are looked at later. */
    public GuardOptions guard() {
        return guard;
    }

    /** These settings with what is kept of the past, and what is held back. */
    public TrainingSpec keeping(TrainingSpec training) {
        return guard.in(past.in(training, KeepingRule.of(keep)));
    }

    /**
     * Adds a problem for each option that is wrong.
     *
     * @param language whether the language head learns
     */
    public void check(boolean language, Problems problems) {
        if (file != null && !Files.isReadable(file)) {
            problems.add("--stream", file, "a readable file");
        }
        if (heldOut < 0 || heldOut > 50) {
            problems.add("--held-out", heldOut, "0 to 50");
        }
        if (heldOut > 0 && file == null) {
            problems.add("--held-out", heldOut, "no such option but for --stream");
        }
        if (eras < 1 || eras > MOST_ERAS) {
            problems.add("--eras", eras, "1 to " + MOST_ERAS);
        }
        if (eras > 1 && heldOut == 0) {
            problems.add("--eras", eras, "no such option but with --held-out");
        }
        if (!KeepingRule.ids().contains(keep)) {
            problems.add("--replay-keep", keep, "one of " + String.join(", ", KeepingRule.ids()));
        }
        if (appending && eras == 1) {
            problems.add("--append-labels", true, "no such option but with --eras");
        }
        past.check(problems);
        guard.check(file != null, problems);
        if (others != null && (file == null || !language)) {
            problems.add("--forgetting", others, "no such option but for --stream with --head language");
        }
        if (others != null && !Files.isReadable(others)) {
            problems.add("--forgetting", others, "a readable file");
        }
    }
}
