package sharelora.engine.fused;

import sharelora.engine.fused.Product.Strides;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Heads;
import sharelora.engine.ops.Sequences;

/**
 * softmax(q kᵀ / √K) v within each sequence and head. Sequences lie packed, heads side by side: each product runs on a
 * slice where it is, only keys and, in backward, values are transposed first. Heads that share keys add to their gradient
 * one after the other.
 *
 * @param probabilities of each sequence, heads below each other, [H T, T]; dropped ones negative
 */
record Attention(FusedTensor qkv, FusedTensor result, Geometry geometry, Matrix[] probabilities) implements Note {

    /** What forward and backward have to agree on. */
    record Geometry(Sequences sequences, Heads heads, int width, Dropout dropout) {

        int columns() {
            return heads.queries() * width;
        }

        float scale() {
            return (float) (1 / Math.sqrt(width));
        }

        boolean drops() {
            return dropout.probability() > 0;
        }

        float factor() {
            return (float) (1 / (1 - dropout.probability()));
        }

        /** Address of the probabilities that values are mixed by: p itself, or dropout's share of it in {@code room}. */
        long kept(Matrix p, Matrix room) {
            if (!drops()) {
                return p.address();
            }
            Softmax.drop(p, room.address(), factor());
            return room.address();
        }

        /** Bytes from a row's start to a block of K columns. */
        long slice(int block) {
            return (long) block * width * Float.BYTES;
        }
    }

    static FusedTensor apply(Shard shard, FusedTensor qkv, Geometry g) {
        Matrix in = qkv.keep(); // [N, 3 D]
        Matrix out = shard.matrix(in.rows(), g.columns()); // [N, D]
        Matrix[] probabilities = new Matrix[g.sequences().count()];
        for (int s = 0; s < probabilities.length; s++) {
            probabilities[s] = forward(shard, in, out, g, s);
            if (!qkv.tracked()) {
                shard.release(probabilities[s]);
            }
        }
        if (!qkv.tracked()) {
            return shard.constant(out);
        }
        FusedTensor result = shard.tracked(out);
        shard.note(new Attention(qkv, result, g, probabilities));
        return result;
    }

    private static Matrix forward(Shard shard, Matrix in, Matrix out, Geometry g, int s) {
        int length = g.sequences().length(s);
        int first = g.sequences().starts()[s];
        Matrix all = shard.matrix(length * g.heads().queries(), length);
        Matrix keys = shard.matrix(g.width(), length); // [K, T]
        Matrix kept = shard.matrix(length, length);
        Product score =
                new Product(length, keys.pitch(), g.width(), Strides.of(in.stride()), keys.stride(), all.stride());
        Product mix = new Product(length, g.width(), length, Strides.of(all.stride()), in.stride(), out.stride());
        for (int h = 0; h < g.heads().queries(); h++) {
            Matrix p = head(all, h, length);
            Transpose.of(in.row(first) + g.slice(g.heads().keyBlock(h)), in.stride(), keys);
            score.set(in.row(first) + g.slice(h), keys.address(), p.address()); // [T, T]
            Softmax.forward(p, g.scale(), g.heads().causal());
            if (g.drops()) {
                Softmax.mark(
                        p, g.dropout(), g.sequences().origins()[s], g.heads().queries(), h);
            }
            long values = in.row(first) + g.slice(g.heads().valueBlock(h));
            mix.set(g.kept(p, kept), values, out.row(first) + g.slice(h)); // [T, K]
        }
        shard.release(keys);
        shard.release(kept);
        return all;
    }

    @Override
    public void backward(Shard shard) {
        Matrix d = shard.matrix(qkv.rows(), qkv.columns()); // [N, 3 D]
        for (int s = 0; s < probabilities.length; s++) {
            backward(shard, d, s);
        }
        qkv.receive(d);
    }

    private void backward(Shard shard, Matrix d, int s) {
        Geometry g = geometry;
        Matrix in = qkv.kept();
        Matrix dOut = result.gradient();
        int length = g.sequences().length(s);
        int first = g.sequences().starts()[s];
        Matrix values = shard.matrix(g.width(), length); // [K, T]
        Matrix ds = shard.matrix(length, length);
        Matrix kept = shard.matrix(length, length);
        Product weigh =
                new Product(length, ds.pitch(), g.width(), Strides.of(dOut.stride()), values.stride(), ds.stride());
        Product queries = new Product(length, g.width(), length, Strides.of(ds.stride()), in.stride(), d.stride());
        Product keys = new Product(length, g.width(), length, Strides.transposed(ds.stride()), in.stride(), d.stride());
        Product mix = new Product(length, g.width(), length, keys.a(), dOut.stride(), d.stride());
        for (int h = 0; h < g.heads().queries(); h++) {
            Matrix p = head(probabilities[s], h, length);
            long from = in.row(first);
            long to = d.row(first);
            long key = g.slice(g.heads().keyBlock(h));
            long value = g.slice(g.heads().valueBlock(h));
            boolean add = !g.heads().leads(h);
            long dHead = dOut.row(first) + g.slice(h);
            Transpose.of(from + value, in.stride(), values);
            weigh.set(dHead, values.address(), ds.address()); // [T, T]
            mix.run(g.kept(p, kept), dHead, to + value, add); // [T, K]
            Softmax.backward(p, ds.address(), g.scale(), g.factor());
            queries.set(ds.address(), from + key, to + g.slice(h)); // [T, K]
            keys.run(ds.address(), from + g.slice(h), to + key, add); // [T, K]
        }
        shard.release(values);
        shard.release(ds);
        shard.release(kept);
    }

    private static Matrix head(Matrix all, int head, int length) {
        return new Matrix(all.row(head * length), length, length);
    }
}
