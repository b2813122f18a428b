package sharelora.engine.format.safetensors;

/**
 * A file as it was written.
 *
 * @param sha256 of all its bytes, hex
 * @param bytes its size
 */
public record WrittenFile(String sha256, long bytes) {}
