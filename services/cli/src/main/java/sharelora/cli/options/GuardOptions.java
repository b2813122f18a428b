package sharelora.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import sharelora.bench.DetectorBench;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.QuarantineSpec;
import sharelora.engine.training.TrainingSpec;
import sharelora.operations.Problems;

/** How a pass looks at its batches, and how the figures of one that did not are looked at later. */
public final class GuardOptions {

    private static final int MOST_PERMUTATIONS = 100_000;

    @Option(
            names = "--quarantine",
            paramLabel = "SIGMA",
            description = "Of --stream: batches so many standard deviations away are not learned. Default: all are")
    private Double sigma;

    @Option(
            names = "--burn-in",
            paramLabel = "N",
            description = "Batches before --quarantine holds any back, or --detect notices anything. Default: a job's")
    private Integer burnIn;

    @Option(
            names = "--figures",
            paramLabel = "F.jsonl",
            description = "Of --stream: the file to which each step's figures are written.")
    private Path figures;

    @Option(
            names = "--detect",
            paramLabel = "F.jsonl",
            description = "What each detector would have said of these --figures, in place of any training.")
    private Path detect;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of --detect: steps at the beginning that are left out. Default: ${DEFAULT-VALUE}")
    private int skip;

    @Option(
            names = "--permutations",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of --detect: so many orders of the steps, in place of their own. Default: ${DEFAULT-VALUE}")
    private int permutations;

    /** Whether recorded figures are looked at, and nothing is trained. */
    public boolean detects() {
        return detect != null;
    }

    /** What the detectors say, once the options are checked. */
    public DetectorBench.Said said() throws IOException {
        return new DetectorBench(skip, permutations, burnIn == null ? DriftSpec.USUAL_BURN_IN : burnIn).of(detect);
    }

    /** Where each step's figures are to be written, if anywhere. */
    Optional<Path> figures() {
        return Optional.ofNullable(figures);
    }

    /** These settings with the quarantine that is asked for. */
    TrainingSpec in(TrainingSpec training) {
        if (sigma == null) {
            return training;
        }
        int batches = burnIn == null ? QuarantineSpec.USUAL_BURN_IN : burnIn;
        return training.with(
                new GuardSpec(Optional.empty(), Optional.of(new QuarantineSpec(sigma, batches)), OnDrift.TELL));
    }

    /**
     * Adds a problem for each option that is wrong.
     *
     * @param pass whether there is a file to learn
     */
    void check(boolean pass, Problems problems) {
        if (sigma != null && !QuarantineSpec.isSigma(sigma)) {
            problems.add("--quarantine", sigma, "a number above 0, up to 1000");
        }
        int least = detects() ? 1 : QuarantineSpec.LEAST_BURN_IN;
        if (burnIn != null && (burnIn < least || burnIn > QuarantineSpec.MOST_BURN_IN)) {
            problems.add("--burn-in", burnIn, least + " to " + QuarantineSpec.MOST_BURN_IN);
        }
        if (burnIn != null && sigma == null && !detects()) {
            problems.add("--burn-in", burnIn, "no such option but with --quarantine or --detect");
        }
        if (sigma != null && !pass) {
            problems.add("--quarantine", sigma, "no such option but for --stream");
        }
        if (figures != null && !pass) {
            problems.add("--figures", figures, "no such option but for --stream");
        }
        if (detects() && (pass || !Files.isReadable(detect))) {
            problems.add("--detect", detect, "a readable file, and no --stream beside it");
        }
        if (skip < 0) {
            problems.add("--skip", skip, "at least 0");
        }
        if (permutations < 0 || permutations > MOST_PERMUTATIONS) {
            problems.add("--permutations", permutations, "0 to " + MOST_PERMUTATIONS);
        }
    }
}
