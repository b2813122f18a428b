package sharelora.platform.blobs;

import java.time.Instant;

/**
 * What is known of a stored object without reading it.
 *
 * @param size bytes
 * @param storedAt when it was put there, by the store's clock
 */
public record Blob(String key, long size, Instant storedAt) {}
