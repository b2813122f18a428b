package sharelora.predictor.compute;

import java.util.List;
import java.util.Optional;

/**
 * How texts went on.
 *
 * @param by the checkpoint that they are of; empty where the job has none to answer, or none that was wanted
 * @param texts tokens of each, in their order, without one that ended it; none where nothing answers or one is refused
 * @param refused why the base can never take one of them
 */
public record Continued(Optional<ServedCheckpoint> by, List<int[]> texts, Optional<Answer.Refused> refused) {

    static final Continued BY_NOBODY = new Continued(Optional.empty(), List.of(), Optional.empty());

    static Continued of(ServedCheckpoint by, List<int[]> texts) {
        return new Continued(Optional.of(by), texts, Optional.empty());
    }
}
