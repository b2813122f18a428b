package sharelora.acceptance.guarantee;

import java.util.Random;
import sharelora.acceptance.site.Installation;

/** A guarantee of the system that can be tested on an installation. */
public interface Guarantee {

    /** The name of the guarantee, which is the name of its class. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Tests the guarantee.
     *
     * @param run part of every name that the trial makes up, so that one installation can hold several trials
     * @param random decides which fault happens when
     */
    TrialOutcome test(Installation installation, String run, Scale scale, Random random);
}
