package sharelora.engine.model;

import java.util.List;
import java.util.function.IntFunction;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Tensor;

/**
 * Several adapters side by side in one shard, each on the tokens of its own records: the base's products are of all tokens
 * at once, what an adapter adds is of its rows alone. Only computed, without dropout, and of all tokens up to the end.
 *
 * @param parts in the order of their tokens
 */
public record MixedAdapter(List<Part> parts) implements Adapter {

    /**
     * One adapter's share.
     *
     * @param ops which read its numbers
     * @param from its first token in the shard
     * @param to behind its last
     */
    public record Part(Adapter adapter, Ops ops, int from, int to) {}

    @Override
    public Tensor add(ForwardContext pass, int layer, String projection, Tensor x, Tensor y, int column) {
        Tensor sum = y; // [N, any]
        for (Part part : parts) {
            Ops ops = part.ops();
            ForwardContext own = ForwardContext.plain(ops, pass.sequences());
            sum = ops.changeRows(sum, part.from(), part.to(), rows -> {
                Tensor in = ops.rows(x, part.from(), part.to()); // [M, in]
                return part.adapter().add(own, layer, projection, in, rows, column); // [M, any]
            });
        }
        return sum;
    }

    @Override
    public Tensor around(ForwardContext pass, int layer, IntFunction<Tensor> inputs, Tensor y) {
        Tensor sum = y; // [N, D]
        for (Part part : parts) {
            Ops ops = part.ops();
            ForwardContext own = ForwardContext.plain(ops, pass.sequences());
            IntFunction<Tensor> in = from -> ops.rows(inputs.apply(from), part.from(), part.to()); // [M, D]
            sum = ops.changeRows(
                    sum, part.from(), part.to(), rows -> part.adapter().around(own, layer, in, rows));
        }
        return sum;
    }
}
