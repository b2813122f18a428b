package sharelora.engine.model;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.engine.ops.Tensor;

/**
 * The last hidden states of a forward pass, computed on request: a head that needs only some saves the rest.
 *
 * @param computed those of M tokens, [M, D]
 */
public record HiddenStates(BaseModel base, ForwardContext pass, Function<int[], Tensor> computed) {

    /** With the adapter applied. */
    public HiddenStates(BaseModel base, Adapter adapter, ForwardContext pass) {
        this(base, pass, tokens -> base.hidden(pass, adapter, tokens));
    }

    /**
     * Those of the pass's sequences among more that were computed together.
     *
     * @param all [N, D] of all of them
     * @param first row of the first token of these sequences
     */
    public static HiddenStates among(BaseModel base, ForwardContext pass, Tensor all, int first) {
        return new HiddenStates(
                base,
                pass,
                tokens -> pass.ops()
                        .gatherRows(
                                all,
                                Arrays.stream(tokens)
                                        .map(token -> first + token)
                                        .toArray()));
    }

    /** Of every token, [N, D]. */
    public Tensor all() {
        return of(IntStream.range(0, pass.sequences().total()).toArray()); // [N, D]
    }

    /**
     * Of some tokens, [M, D].
     *
     * @param tokens M places, rising
     */
    public Tensor of(int[] tokens) {
        return computed.apply(tokens); // [M, D]
    }
}
