package sharelora.engine.format;

/**
 * A file as it was written.
 *
 * @param sha256 of all its bytes, hex
 * @param bytes its size
 */
public record Stored(String sha256, long bytes) {}
