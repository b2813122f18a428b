package sharelora.console.follow;

import java.util.Optional;

/** How far the log was read, and whether it is followed now. */
public interface Following {

    /** Whether everything was read that was there at the start. */
    boolean loaded();

    /** Records read so far. */
    long records();

    /** Why the log is not followed now, in words; empty where it is. */
    Optional<String> trouble();
}
