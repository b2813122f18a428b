package sharelora.engine.format.safetensors;

/** Where a base's weights come from, one after the other, by their names in Hugging Face's bare model. */
public interface WeightSource extends AutoCloseable {

    /**
     * A tensor as float32. Its numbers are there until the next {@link #unload}.
     *
     * @param shape [rows, columns] or [size]
     * @throws sharelora.engine.format.ModelFormatException where it is missing, misshapen or not finite
     */
    Weight weight(String name, int... shape);

    /** Whether there is a tensor of that name. */
    boolean has(String name);

    /** Frees the memory of all tensors that were handed out so far, so that a base is never whole in float32. */
    void unload();

    @Override
    void close();
}
