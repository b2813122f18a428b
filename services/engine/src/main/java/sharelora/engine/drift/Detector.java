package sharelora.engine.drift;

import java.util.Optional;

/** Sees numbers from 0 to 1, one after the other, and says when their mean has risen; a value. */
public sealed interface Detector permits Adwin, PageHinkley {

    /** What it is after one more number, from 0 to 1. */
    Seen see(double value);

    /** The same detector that has seen nothing. */
    Detector anew();

    /**
     * After a number.
     *
     * @param rise where the mean has become larger; empty where it has not, or has become smaller
     */
    record Seen(Detector after, Optional<Rise> rise) {}
}
