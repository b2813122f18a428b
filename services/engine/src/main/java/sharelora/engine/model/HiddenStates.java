package sharelora.engine.model;

import java.util.stream.IntStream;
import sharelora.engine.ops.Tensor;

/** The last hidden states of a forward pass, computed on request: a head that needs only some saves the rest. */
public record HiddenStates(BaseModel base, Adapter adapter, ForwardContext pass) {

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
        return base.hidden(pass, adapter, tokens); // [M, D]
    }
}
