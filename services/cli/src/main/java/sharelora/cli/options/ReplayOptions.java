package sharelora.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;
import sharelora.operations.Problems;

/** How a job of which the cost is asked would replay records. */
public final class ReplayOptions {

    @Option(
            names = "--replay",
            paramLabel = "FRACTION",
            description = "Also what it costs to replay so many records for each new one.")
    private Double fraction;

    @Option(
            names = "--replay-size",
            paramLabel = "N",
            defaultValue = "" + ReplaySpec.USUAL_SIZE,
            description = "Records that are kept for --replay. Default: ${DEFAULT-VALUE}")
    private int size;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens of these records at the most. Default: ${DEFAULT-VALUE}")
    private int maxLength;

    /** Tokens of a kept record at the most. */
    public int maxLength() {
        return maxLength;
    }

    /** Reports what no job can replay by. */
    public void check(Problems problems) {
        if (fraction != null && !(fraction > 0 && fraction <= ReplaySpec.MOST_FRACTION)) {
            problems.add("--replay", fraction, "a number above 0, up to 4");
        }
        if (maxLength < 3 || maxLength > 2_048) {
            problems.add("--max-length", maxLength, "3 to 2048");
        } else if (size < 1 || ReplaySpec.bytes(size, maxLength) > ReplaySpec.MOST_BYTES) {
            problems.add(
                    "--replay-size",
                    size,
                    "1 to " + ReplaySpec.MOST_BYTES / ReplaySpec.bytes(1, maxLength)
                            + ", which take 64 MiB at that length");
        }
    }

    /** What is asked for; none: no job that replays. */
    public Optional<ReplaySpec> spec() {
        return Optional.ofNullable(fraction)
                .map(share -> new ReplaySpec(share, size, KeepingRule.all().getFirst(), ReplaySpec.AGELESS));
    }
}
