package sharelora.predictor.compute;

import sharelora.engine.inference.Follower;

/**
 * One text that is to go on.
 *
 * @param prompt with the most tokens that may be added
 * @param follower is called on threads of the compute thread's: it must not wait
 */
public record Continuation(EncodedQuery prompt, Follower follower) {}
