package sharelora.predictor.compute;

/**
 * A checkpoint that answers, by its names.
 *
 * @param checkpointId content hash of its folder, hex
 * @param adapterName immutable name for serving
 * @param step steps that it had taken
 */
public record ServedCheckpoint(String checkpointId, String adapterName, long step) {

    /** One that is asked for by that name, and that is not known. */
    public static ServedCheckpoint unknown(String name) {
        return new ServedCheckpoint("", name, -1);
    }

    /** Whether nothing but a name is known of it. */
    public boolean isUnknown() {
        return checkpointId.isEmpty();
    }
}
