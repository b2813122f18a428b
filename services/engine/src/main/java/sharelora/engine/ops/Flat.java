package sharelora.engine.ops;

/**
 * P numbers in an engine's memory: all trainable values, or one gradient, or one optimizer moment of them. Ranges and
 * indexes outside [0, P) are refused with an {@link IndexOutOfBoundsException}.
 */
public interface Flat {

    int size();

    /** Copies {@code values} to the numbers from {@code offset} on. */
    void write(int offset, float[] values);

    /** A copy of {@code count} numbers from {@code offset} on. */
    float[] read(int offset, int count);

    /** One number in the engine's own precision. */
    double get(int index);

    /** Sets one number in the engine's own precision. */
    void set(int index, double value);

    void fillZero();
}
