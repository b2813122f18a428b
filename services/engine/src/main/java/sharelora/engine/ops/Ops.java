package sharelora.engine.ops;

import java.util.function.UnaryOperator;

/**
 * The differentiable operations that model code is written against; one instance computes one shard on one thread.
 *
 * <p>Every operation computes at once. A recording instance (see {@link Worker#record}) also puts what its backward
 * pass needs on a tape; {@link #backward} then walks the tape in reverse and adds to the gradient. Nothing below the first
 * use of a {@link Parameter} is recorded: frozen means frozen. Tensors live until the worker starts its next shard.
 *
 * <p>An operation may overwrite an argument that its documentation calls <em>consumed</em>; the caller must not use it
 * again. The reference engine refuses such a use, so what runs there is safe on every engine.
 *
 * <p>On a thread that was interrupted, the next operation, and the next tape entry of a backward pass, throws
 * {@link java.util.concurrent.CancellationException}: nobody waits for the shard any more.
 *
 * <p>Numbers that are not finite travel on: a NaN anywhere below the loss is a NaN in the loss and in the gradient.
 */
public interface Ops {

    /**
     * word[token] + position[i] + type[k], token by token; i is the token's place in its own sequence, k is 1 for tokens of
     * a second text where the table has such a row, else 0.
     *
     * @return [N, D]
     */
    Tensor embed(FrozenTable word, FrozenTable position, FrozenTable type, Sequences sequences);

    /** word[token] + position[i]; i is the token's place in its own sequence. [N, D]. */
    Tensor embed(FrozenTable word, FrozenTable position, Sequences sequences);

    /** word[token], [N, D]. */
    Tensor embed(FrozenTable word, Sequences sequences);

    /**
     * x Wᵀ + b.
     *
     * @param x [N, in]
     * @return [N, out]
     */
    Tensor linear(Tensor x, FrozenMatrix w);

    /**
     * x Aᵀ, the down-projection of the low-rank path. Where A is not trained, x need not be kept for the backward pass.
     *
     * @param x [N, in]
     * @param a [R, in]
     * @return [N, R]
     */
    Tensor down(Tensor x, Parameter a);

    /**
     * y with scale · t Bᵀ added to its columns from {@code column} on, the up-projection of the low-rank path. B is trained.
     *
     * @param y [N, any], consumed
     * @param t [N, R]
     * @param b [out, R]
     * @return [N, any]
     */
    Tensor addUp(Tensor y, Tensor t, Parameter b, double scale, int column);

    /**
     * x ⊙ v, each column by a number of its own.
     *
     * @param x [N, R]
     * @param v [1, R]
     * @return [N, R]
     */
    Tensor scale(Tensor x, Parameter v);

    /**
     * y with scale · x added to its columns from {@code column} on.
     *
     * @param y [N, any], consumed
     * @param x [N, out]
     * @return [N, any]
     */
    Tensor addAt(Tensor y, Tensor x, double scale, int column);

    /**
     * y with x Sᵀ added to its columns from {@code column} on, where S [out, in] has numbers at few places and zeros
     * elsewhere. The array must not change before backward.
     *
     * @param y [N, any], consumed
     * @param x [N, in]
     * @param s [1, K], the numbers of S, trained
     * @param places K of row · in + column of S, rising
     * @return [N, any]
     */
    Tensor addSparse(Tensor y, Tensor x, Parameter s, int[] places, int column);

    /**
     * Rotary position embedding, RoPE (Su et al. 2021), on queries and keys: in each of their heads column i and column K/2 + i are turned
     * as a pair, by the angle of the token's place in its own sequence. Values stay.
     *
     * @param qkv [N, blocks · K], consumed
     * @param angles [positions, K]: cosines of K/2 pairs, then their sines
     * @return [N, blocks · K]
     */
    Tensor rotate(Tensor qkv, FrozenTable angles, Sequences sequences, AttentionShape shape);

    /**
     * Multi-head attention within each sequence: softmax(q kᵀ / √K) v, with dropout on the probabilities. For dropout, a
     * probability's row is its query's place in the whole batch, its column head · 2048 + index of the key, of 2048 · H
     * columns.
     *
     * @param qkv [N, blocks · K]: queries, keys, values side by side
     * @return [N, H · K]
     */
    Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, Dropout dropout);

    /**
     * Attention of sequences that continue from a cache: each token sees the layer's tokens in its lane, then the tokens
     * before it here, whose keys and values are added to the lane. Only computed, never differentiated.
     *
     * @param qkv [N, blocks · K]
     * @param sequences one for each lane; the tokens that count in a lane end where its sequence begins
     * @param shape causal
     * @return [N, H · K]
     * @throws IllegalStateException where the shard is recorded
     */
    Tensor attention(Tensor qkv, Sequences sequences, AttentionShape shape, KvCache cache, int layer);

    /**
     * Layer norm of each row, or RMS norm, as the norm was made.
     *
     * @param x [N, D]
     * @return [N, D]
     */
    Tensor norm(Tensor x, FrozenNorm norm);

    /**
     * Norm of x + residual, row by row.
     *
     * @param x [N, D], consumed
     * @param residual [N, D]
     * @return [N, D]
     */
    Tensor addNorm(Tensor x, Tensor residual, FrozenNorm norm);

    /** x + y, number by number; x is consumed. */
    Tensor add(Tensor x, Tensor y);

    /** GELU (Hendrycks and Gimpel 2016): x Φ(x), exact (erf), number by number; x is consumed. */
    Tensor gelu(Tensor x);

    /** tanh x, number by number; x is consumed. */
    Tensor tanh(Tensor x);

    /** GELU in the tanh approximation of GPT-2: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, number by number; x is consumed. */
    Tensor geluTanh(Tensor x);

    /**
     * SwiGLU (Shazeer 2020): left / (1 + exp(-left)) · right, number by number.
     *
     * @param x [N, 2 F], left and right side by side; consumed
     * @return [N, F]
     */
    Tensor siluGate(Tensor x);

    /**
     * Dropout number by number; a row's place is its token's place in the whole batch. x is not consumed. With probability
     * 0 the result may be x itself.
     */
    Tensor dropout(Tensor x, Sequences sequences, Dropout dropout);

    /**
     * scale · mean over each sequence's rows.
     *
     * @param x [N, D]
     * @return [S, D]
     */
    Tensor meanPool(Tensor x, Sequences sequences, double scale);

    /**
     * Gathers rows by their indexes, in that order; an index may occur twice. The array must not change before backward.
     *
     * @param x [N, D]
     * @return [rows, D]
     */
    Tensor gatherRows(Tensor x, int[] rows);

    /**
     * The rows [from, to) of x. They may share its memory: consuming them consumes these rows of x. Only computed, never
     * differentiated.
     *
     * @param x [N, D]
     * @return [to - from, D]
     * @throws IllegalStateException where the shard is recorded
     */
    Tensor rows(Tensor x, int from, int to);

    /**
     * y with its rows [from, to) changed. Only computed, never differentiated.
     *
     * @param y [N, D], consumed
     * @param change gets these rows [to - from, D], which it may consume, and returns as many of as many columns
     * @return [N, D]
     * @throws IllegalStateException where the shard is recorded
     */
    Tensor changeRows(Tensor y, int from, int to, UnaryOperator<Tensor> change);

    /**
     * The same shard's operations, on the same tensors, with the numbers of parameters from another vector. Only computed,
     * never differentiated.
     *
     * @param values of the same engine
     * @throws IllegalStateException where the shard is recorded
     */
    Ops reading(Flat values);

    /**
     * x Wᵀ + b with trained W and b: the head.
     *
     * @param x [S, D]
     * @param w [C, D]
     * @param b [1, C]
     * @return [S, C]
     */
    Tensor affine(Tensor x, Parameter w, Parameter b);

    /** What is shorter counts as so long where something is divided by its length. */
    double SHORTEST = 1e-12;

    /**
     * s · cos(x, w) with trained W and s: the cosine head. A length below {@link #SHORTEST} counts as that, so zeros have the
     * cosine 0.
     *
     * @param x [S, D]
     * @param w [C, D]
     * @param s [1, 1]
     * @return [S, C]
     */
    Tensor cosine(Tensor x, Parameter w, Parameter s);

    /**
     * Softmax cross-entropy of each row against its class. Backward starts here, with {@code weight} on every record
     * (1 / records of the whole batch, so that shards add up to the mean).
     *
     * @param logits [S, C]
     * @param targets S classes
     */
    RowLosses crossEntropy(Tensor logits, int[] targets, double weight);

    /**
     * (x - score)² of each row. Backward starts here, with {@code weight} on every record.
     *
     * @param x [S, 1]
     * @param scores S numbers
     * @return none correct
     */
    RowLosses squaredError(Tensor x, double[] scores, double weight);

    /**
     * Softmax cross-entropy of x Wᵀ + b, row by row, against words of a large vocabulary. Logits exist for some rows at a
     * time only. Backward starts here, with {@code weight} on every row.
     *
     * @param x [M, D]
     * @param w [V, D], the language head
     * @param targets M words
     * @param smoothing label smoothing ε, [0, 1) (Szegedy et al. 2016): the target gets 1 - ε, and every word ε / V more
     */
    RowLosses vocabularyLoss(Tensor x, FrozenMatrix w, int[] targets, double weight, double smoothing);

    /**
     * Adds the gradient of everything recorded, in reverse order, to the gradient that the shard began with.
     *
     * @throws IllegalStateException if nothing is recorded because the shard is only computed
     */
    void backward();

    /** A copy of the tensor's numbers, row by row. */
    float[] read(Tensor x);
}
