package sharelora.cli.options;

import java.util.OptionalDouble;
import picocli.CommandLine.Option;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;
import sharelora.engine.training.AverageSpec;
import sharelora.engine.training.TrainingSpec;
import sharelora.operations.Problems;

/** What a command's training keeps of the past. */
public final class PastOptions {

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
        if (average != null && !AverageSpec.isDecay(average)) {
            problems.add("--average", average, "a number above 0, below 1");
        }
        if (replay != null && !(replay > 0 && replay <= ReplaySpec.MOST_FRACTION)) {
            problems.add("--replay", replay, "a number above 0, up to 4");
        }
    }

    /** The decay of the average, if there is to be one. */
    public OptionalDouble average() {
        return average == null ? OptionalDouble.empty() : OptionalDouble.of(average);
    }

    /** Replayed records for each new one, if any. */
    public OptionalDouble replay() {
        return replay == null ? OptionalDouble.empty() : OptionalDouble.of(replay);
    }

    /** These settings with what the options ask for, of which a job file has size and age by default. */
    public TrainingSpec in(TrainingSpec training, KeepingRule keep) {
        TrainingSpec averaged =
                average == null ? training : training.with(new AverageSpec(average, AverageSpec.Copy.SLOW));
        return replay == null
                ? averaged
                : averaged.with(new ReplaySpec(replay, ReplaySpec.USUAL_SIZE, keep, ReplaySpec.AGELESS));
    }
}
