package sharelora.predictor.compute;

import java.util.List;
import java.util.Optional;

/**
 * Answers of one checkpoint.
 *
 * @param by the checkpoint that computed them; empty where the job has none to answer
 * @param answers one of each query in their order; none where nothing answers
 */
public record Answered(Optional<ServedCheckpoint> by, List<Answer> answers) {

    static final Answered BY_NOBODY = new Answered(Optional.empty(), List.of());
}
