package sharelora.demo.drift;

import sharelora.demo.DemoLearner;
import sharelora.text.HoldOut;

/**
 * What a report of drift is made of.
 *
 * @param window records over which the prequential accuracy is taken
 * @param changes fields of the job that are otherwise than the demo has them
 */
public record DriftConfig(Eras eras, DemoLearner learner, int window, JobChanges changes) {

    /** One in five, as in the demo of libraries. */
    static final int HOLDOUT_PERCENT = 20;

    static final int BATCH_RECORDS = 32;

    /** What is held out. */
    public static HoldOut holdOut() {
        return new HoldOut(HOLDOUT_PERCENT);
    }
}
