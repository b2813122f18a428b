package sharelora.cli.options;

import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;
import sharelora.demo.DemoLearner;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.ops.Precision;
import sharelora.engine.replay.ReplaySpec;
import sharelora.engine.training.AverageSpec;
import sharelora.operations.Problems;

/** What the demo's job trains, and how. */
public final class LearnerOptions {

    private static final int MOST_RANK = 4_096;

    @Option(
            names = "--method",
            defaultValue = "share-a",
            description =
                    "lora, share-a, share-b, share-ab, rasa, tied-lora, vera or monteclora. Default: ${DEFAULT-VALUE}")
    private String method;

    @Option(names = "--rank", defaultValue = "8", description = "Of the adapter. Default: ${DEFAULT-VALUE}")
    private int rank;

    @Option(names = "--learning-rate", description = "Default: 2e-3, for --task generation 1e-3")
    private Double learningRate;

    @Option(
            names = "--average",
            paramLabel = "DECAY",
            description = "Checkpoints of a running average of the adapter, such as 0.999. Default: none")
    private Double average;

    @Option(
            names = "--replay",
            paramLabel = "FRACTION",
            description = "Replayed records for each new one. Default: none")
    private Double replay;

    /** Adds a problem for each option that is wrong. */
    public void check(Problems problems) {
        List<String> methods = AdapterMethods.ids();
        if (!methods.contains(method)) {
            problems.add("--method", method, "one of " + String.join(", ", methods));
        }
        if (rank < 1 || rank > MOST_RANK) {
            problems.add("--rank", rank, "1 to " + MOST_RANK);
        }
        if (learningRate != null && !(learningRate > 0 && learningRate <= 1)) {
            problems.add("--learning-rate", learningRate, "a number above 0, up to 1");
        }
        if (average != null && !AverageSpec.isDecay(average)) {
            problems.add("--average", average, "a number above 0, below 1");
        }
        if (replay != null && !(replay > 0 && replay <= ReplaySpec.MOST_FRACTION)) {
            problems.add("--replay", replay, "a number above 0, up to 4");
        }
    }

    /** The learner that the options ask for, once they are checked. */
    public DemoLearner of(Precision precision, long seed) {
        return new DemoLearner(
                AdapterMethods.of(method),
                rank,
                optional(learningRate),
                precision,
                seed,
                optional(average),
                optional(replay));
    }

    private static OptionalDouble optional(Double number) {
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
}
