package sharelora.operations.submission;

import java.util.Optional;
import sharelora.engine.training.AverageSpec;
import sharelora.schemas.AverageSettings;

/** What a job file says of the running average; none where it says nothing. */
final class AveragePart {

    private AveragePart() {}

    static Optional<AverageSettings> read(JobFileFields file) {
        boolean there = file.isObject("average");
        JobFileFields fields = file.object("average");
        if (!there) {
            return Optional.empty();
        }
        AverageSettings average = new AverageSettings(
                fields.decimal("decay", 0.999, AverageSpec::isDecay, "a number above 0, below 1"),
                fields.choice("export", AverageSpec.Copy.ids(), AverageSpec.Copy.SLOW.id()));
        fields.end();
        return Optional.of(average);
    }
}
