package sharelora.engine.training;

import java.util.List;
import sharelora.engine.batch.PackedBatch;

/** What learns batch by batch: {@link FineTuner}, whose contract this is. */
public interface Learner extends AutoCloseable {

    /** Takes one batch; see {@link FineTuner#step}. */
    StepResult step(PackedBatch batch, List<String> labels, Consumed consumed);

    /** Goes back to a state; see {@link FineTuner#restore}. */
    Restore restore(TrainingState state, String stateSha256, String verdictId);

    /** Has the step that is at work end soon and without a trace; see {@link FineTuner#discardStep}. */
    void discardStep();

    /** A copy of the present training state. */
    TrainingState state();

    /** Whether {@link #state} can be had: not while a method searches by what no state holds. */
    default boolean settled() {
        return true;
    }

    /** How far the training has come. */
    Progress progress();

    @Override
    void close();
}
