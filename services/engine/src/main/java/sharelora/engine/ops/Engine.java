package sharelora.engine.ops;

import java.util.List;
import sharelora.engine.format.safetensors.Weight;

/**
 * Everything that computes: memory, operations, and the update. Model, adapter and service code know only this.
 *
 * <p>All results depend on the arguments alone, bit for bit, whatever the number of threads and workers.
 */
public interface Engine extends AutoCloseable {

    /** Name and libraries with versions, for manifests: {@code fused (oneDNN 3.13, ND4J 1.0.0-M2.1)}. */
    String description();

    /**
     * Projections with one input, stacked by their outputs, so that they run as one product.
     *
     * @param weights each [out_i, in]
     * @param biases each [out_i]; none at all: no bias
     */
    FrozenMatrix matrix(List<Weight> weights, List<Weight> biases);

    /** The language head [V, D], without a bias; apart from {@link #matrix}, since it may be kept otherwise. */
    FrozenMatrix head(Weight weight);

    /** A table whose numbers are kept as they are. */
    FrozenTable table(Weight weight);

    /**
     * The embeddings of the tokens, [V, D]. An engine that rounds them keeps whole numbers and a factor for each token, the
     * same as {@link #head} has for its outputs where both are of one weight.
     */
    FrozenTable embedding(Weight weight);

    /** Layer norm (Ba, Kiros and Hinton 2016): gain · (x - mean) / √(variance + ε) + bias. */
    FrozenNorm norm(Weight gain, Weight bias, double epsilon);

    /** RMS norm (Zhang and Sennrich 2019): gain · x / √(mean of x² + ε). */
    FrozenNorm rootNorm(Weight gain, double epsilon);

    /**
     * An empty key-value cache for sequences that are extended token by token.
     *
     * @param columns numbers of one token's keys and values in one layer, 2 · keyValues · K
     * @param capacity the most tokens of a lane
     */
    KvCache kvCache(int layers, int columns, int lanes, int capacity);

    /** Whether frozen matrices are packed for products as a base's footprint counts them. */
    default boolean packsAhead() {
        return false;
    }

    /** A zero vector of {@code size} numbers, at least one. It lives as long as it is reachable. */
    Flat flat(int size);

    /** A worker that reads trainable values from {@code values}, always the newest ones. */
    Worker worker(Flat values);

    /** into += other, number by number. */
    void add(Flat into, Flat other);

    /** Euclidean norm, summed in a fixed order; NaN or infinite where the vector is. */
    double norm(Flat vector);

    /**
     * Applies one AdamW update to a range of the values and moments. The gradient is not changed. The values may be longer
     * than gradient and moments.
     *
     * @throws IndexOutOfBoundsException where one of the vectors is too short for the range
     */
    void update(Flat values, Flat gradient, Moments moments, Range range, AdamW adamW);

    /**
     * Lets a running average follow numbers: slow += share · (fast - slow), number by number. A number that is the same in
     * both stays as it is, to the last bit. Fast may be longer than slow; what is behind has no part in it.
     *
     * @param share what of the difference goes in, above 0 up to 1
     * @throws IndexOutOfBoundsException where fast is shorter than slow
     */
    void average(Flat slow, Flat fast, double share);

    /** Frees the frozen matrices, tables and norms that it made; its workers must be closed before. */
    @Override
    void close();
}
