package sharelora.engine.fused;

import sharelora.engine.fused.Product.Strides;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/**
 * softmax(q kᵀ / √K) v within each sequence and head. Sequences lie packed, heads side by side: each product runs on a
 * slice where it is, only keys and, in backward, values are transposed first.
 *
 * @param probabilities of each sequence, heads below each other, [H T, T]; dropped ones negative
 */
record Attention(FusedTensor qkv, FusedTensor result, Geometry geometry, Matrix[] probabilities) implements Note {

    /** What forward and backward have to agree on. */
    record Geometry(Sequences sequences, int heads, int columns, Dropout dropout) {

        int width() {
            return columns / heads;
        }

        float scale() {
            return (float) (1 / Math.sqrt(width()));
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

        /** Bytes from a row's start to the slice of a head in block 0 (queries), 1 (keys) or 2 (values). */
        long slice(int block, int head) {
            return ((long) block * columns + (long) head * width()) * Float.BYTES;
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
        Matrix all = shard.matrix(length * g.heads(), length);
        Matrix keys = shard.matrix(g.width(), length); // [K, T]
        Matrix kept = shard.matrix(length, length);
        Product score =
                new Product(length, keys.pitch(), g.width(), Strides.of(in.stride()), keys.stride(), all.stride());
        Product mix = new Product(length, g.width(), length, Strides.of(all.stride()), in.stride(), out.stride());
        for (int h = 0; h < g.heads(); h++) {
            Matrix p = head(all, h, length);
            Transpose.of(in.row(first) + g.slice(1, h), in.stride(), keys);
            score.set(in.row(first) + g.slice(0, h), keys.address(), p.address()); // [T, T]
            Softmax.forward(p, g.scale());
            if (g.drops()) {
                Softmax.mark(p, g.dropout(), g.sequences().origins()[s], g.heads(), h);
            }
            mix.set(g.kept(p, kept), in.row(first) + g.slice(2, h), out.row(first) + g.slice(0, h)); // [T, K]
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
        for (int h = 0; h < g.heads(); h++) {
            Matrix p = head(probabilities[s], h, length);
            long from = in.row(first);
            long to = d.row(first);
            long dHead = dOut.row(first) + g.slice(0, h);
            Transpose.of(from + g.slice(2, h), in.stride(), values);
            weigh.set(dHead, values.address(), ds.address()); // [T, T]
            mix.set(g.kept(p, kept), dHead, to + g.slice(2, h)); // [T, K]
            Softmax.backward(p, ds.address(), g.scale(), g.factor());
            queries.set(ds.address(), from + g.slice(1, h), to + g.slice(0, h)); // [T, K]
            keys.set(ds.address(), from + g.slice(0, h), to + g.slice(1, h)); // [T, K]
        }
        shard.release(values);
        shard.release(ds);
        shard.release(kept);
    }

    private static Matrix head(Matrix all, int head, int length) {
        return new Matrix(all.row(head * length), length, length);
    }
}
