package sharelora.checkpointer;

import java.time.Duration;

/**
 * How a checkpointer deletes blobs.
 *
 * @param sweepAfter age at which a blob that no record names is deleted. It must exceed the time that a writer may take
 *     between storing a blob and naming it.
 */
public record CheckpointerConfig(Duration sweepAfter) {

    public CheckpointerConfig {
        if (sweepAfter.isNegative() || sweepAfter.isZero()) {
            throw new IllegalArgumentException("sweepAfter is " + sweepAfter + ", expected a positive duration");
        }
    }

    /** Sweeps blobs that are older than a day. */
    public static CheckpointerConfig standard() {
        return new CheckpointerConfig(Duration.ofHours(24));
    }
}
