package sharelora.models.learning;

import sharelora.engine.training.Restore;
import sharelora.engine.training.TrainingState;

/** Where the states come from that a job went back to, when its steps are taken again. */
public interface EarlierStates {

    /** Of a job that went back to none. */
    EarlierStates NONE = restore -> {
        throw new IllegalStateException("nothing is known of step " + restore.stateStep());
    };

    /**
     * The state that the job went back to.
     *
     * @throws sharelora.platform.failure.FatalException where it is not there any more
     */
    TrainingState of(Restore restore);

    /** Tells that the job has come to a step, before it goes back at it. */
    default void passed(LearningSession learning) {}
}
