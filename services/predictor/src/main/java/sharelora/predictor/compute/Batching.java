package sharelora.predictor.compute;

import java.time.Duration;

/**
 * How requests are put together.
 *
 * @param maxTokens after which a batch is full; a single request may have more
 * @param maxWait how long the first of a batch waits for others
 */
public record Batching(int maxTokens, Duration maxWait) {}
