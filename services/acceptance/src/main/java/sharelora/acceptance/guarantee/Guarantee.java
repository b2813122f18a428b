package sharelora.acceptance.guarantee;

import java.util.Random;
import sharelora.acceptance.site.Installation;

/** A promise that can be put to the test. */
public interface Guarantee {

    /** The promise's name: the class's. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Puts it to the test.
     *
     * @param run part of all names that it makes up, so that it can be tried more than once in one installation
     * @param random decides what happens when
     */
    TrialOutcome test(Installation installation, String run, Scale scale, Random random);
}
