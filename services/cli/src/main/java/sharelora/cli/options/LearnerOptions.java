package sharelora.cli.options;

import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.demo.DemoLearner;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.ops.Precision;
import sharelora.operations.Problems;

/** What the demo's job trains, and how. */
public final class LearnerOptions {

    private static final int MOST_RANK = 4_096;

    @Option(
            names = "--method",
            defaultValue = "share-a",
            description =
                    "lora, share-a, share-b, share-ab, rasa, tied-lora, vera, monteclora, lor2c, share-lor2c or rosa."
                            + " Default: ${DEFAULT-VALUE}")
    private String method;

    @Option(names = "--rank", defaultValue = "8", description = "Of the adapter. Default: ${DEFAULT-VALUE}")
    private int rank;

    @Option(names = "--learning-rate", description = "Default: 2e-3, for --task generation 1e-3")
    private Double learningRate;

    @Mixin
    private PastOptions past;

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
        past.check(problems);
    }

    /** The learner that the options ask for, once they are checked. */
    public DemoLearner of(Precision precision, long seed) {
        return new DemoLearner(
                AdapterMethods.of(method),
                rank,
                learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate),
                precision,
                seed,
                past.average(),
                past.replay());
    }
}
