package sharelora.predictor.http;

import java.time.Duration;

/**
 * What requests are held to.
 *
 * @param requests most that are read, waiting or computed at a time; one more is asked to come again
 * @param timeout after which a request is given up
 */
public record Limits(int requests, Duration timeout) {

    /** Most bytes of a request's body. */
    static final int BODY_BYTES = 1 << 20;
}
