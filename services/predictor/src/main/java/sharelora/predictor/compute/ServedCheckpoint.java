package sharelora.predictor.compute;

/**
 * A checkpoint that answers, by its names.
 *
 * @param checkpointId content hash of its folder, hex
 * @param adapterName immutable name for serving
 * @param step steps that it had taken
 */
public record ServedCheckpoint(String checkpointId, String adapterName, long step) {}
