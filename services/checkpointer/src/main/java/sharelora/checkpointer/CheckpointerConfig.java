package sharelora.checkpointer;

import java.time.Duration;

/**
 * How a checkpointer tidies up.
 *
 * @param sweepAfter age at which a blob that nothing names is deleted: longer than any writer may take to name it
 */
public record CheckpointerConfig(Duration sweepAfter) {

    public CheckpointerConfig {
        if (sweepAfter.isNegative() || sweepAfter.isZero()) {
            throw new IllegalArgumentException("sweepAfter is " + sweepAfter + ", expected a positive duration");
        }
    }

    /** A day. */
    public static CheckpointerConfig standard() {
        return new CheckpointerConfig(Duration.ofHours(24));
    }
}
