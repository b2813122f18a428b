package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.gemm.AttentionBand;
import sharelora.engine.fused.gemm.AttentionBand.Products;
import sharelora.engine.fused.gemm.AttentionBands;
import sharelora.engine.fused.kernels.Softmax;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/**
 * softmax(q kᵀ / √K) v within each sequence and head, band by band. Sequences lie packed, heads side by side: each product
 * runs on a slice where it is, only keys and, in backward, values are transposed first. AttentionBands, and heads that share keys,
 * add to the gradient of keys and values one after the other.
 *
 * @param probabilities of each sequence, heads below each other, bands below each other; dropped ones negative
 */
public record Attention(FusedTensor qkv, FusedTensor result, Geometry geometry, Matrix[] probabilities)
        implements TapeEntry {

    /** What forward and backward have to agree on. */
    public record Geometry(Sequences sequences, AttentionShape shape, int width, Dropout dropout) {

        int columns() {
            return shape.queries() * width;
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

        /** Marks the probabilities that are dropped. */
        void mark(long p, AttentionBand band, int s, int h) {
            if (drops()) {
                int columns = Math.multiplyExact(Dropout.KEYS, shape.queries());
                Softmax.mark(p, band, dropout, sequences.origins()[s], columns, h * Dropout.KEYS);
            }
        }

        /** Address of the probabilities that values are mixed by: p itself, or dropout's share of it in the room. */
        long kept(long p, AttentionBand band, long room) {
            if (!drops()) {
                return p;
            }
            Softmax.drop(p, band, room, factor());
            return room;
        }

        /** Bytes from a row's start to a block of K columns. */
        long slice(int block) {
            return (long) block * width * Float.BYTES;
        }
    }

    /** See {@link sharelora.engine.ops.Ops#attention}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor qkv, Geometry g) {
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
        shard.record(new Attention(qkv, result, g, probabilities));
        return result;
    }

    private static Matrix forward(ShardContext shard, Matrix in, Matrix out, Geometry g, int s) {
        int start = g.sequences().starts()[s];
        AttentionBands bands = shard.bands(g.sequences().length(s), g.shape(), g.width());
        Matrix all = shard.matrix(g.shape().queries() * bands.height(), bands.length());
        Matrix keys = shard.matrix(g.width(), bands.length()); // [K, T]
        Matrix kept = shard.matrix(bands.rows(), bands.length());
        for (int h = 0; h < g.shape().queries(); h++) {
            Transpose.of(in.row(start) + g.slice(g.shape().keyBlock(h)), in.stride(), keys);
            long values = in.row(start) + g.slice(g.shape().valueBlock(h));
            for (int b = 0; b < bands.all().size(); b++) {
                AttentionBand band = bands.all().get(b);
                int row = start + band.first();
                long p = all.row(h * bands.height()) + band.start();
                band.products().score().set(in.row(row) + g.slice(h), keys.address(), p); // [R, C]
                Softmax.forward(p, band, g.scale());
                g.mark(p, band, s, h);
                band.products().mix().set(g.kept(p, band, kept.address()), values, out.row(row) + g.slice(h)); // [R, K]
            }
        }
        shard.release(keys);
        shard.release(kept);
        return all;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = shard.matrix(qkv.rows(), qkv.columns()); // [N, 3 D]
        for (int s = 0; s < probabilities.length; s++) {
            backward(shard, d, s);
        }
        qkv.receive(d);
    }

    private void backward(ShardContext shard, Matrix d, int s) {
        Geometry g = geometry;
        AttentionBands bands = shard.bands(g.sequences().length(s), g.shape(), g.width());
        Matrix values = shard.matrix(g.width(), bands.length()); // [K, T]
        Matrix room = shard.matrix(2 * bands.rows(), bands.length());
        long first = qkv.kept().row(g.sequences().starts()[s]);
        for (int h = 0; h < g.shape().queries(); h++) {
            Transpose.of(first + g.slice(g.shape().valueBlock(h)), d.stride(), values);
            for (int b = bands.all().size() - 1; b >= 0; b--) { // the last one reaches all keys and values
                backward(d, s, h, bands.all().get(b), values, room);
            }
        }
        shard.release(values);
        shard.release(room);
    }

    private void backward(Matrix d, int s, int h, AttentionBand band, Matrix values, Matrix room) {
        Geometry g = geometry;
        Products products = band.products();
        int start = g.sequences().starts()[s];
        long query = g.slice(h);
        long key = g.slice(g.shape().keyBlock(h));
        long value = g.slice(g.shape().valueBlock(h));
        long p = probabilities[s].row(h * (probabilities[s].rows() / g.shape().queries())) + band.start();
        long kept = g.kept(p, band, room.address() + band.floats() * Float.BYTES);
        long dOut = result.gradient().row(start + band.first()) + query;
        long ds = room.address();
        boolean add = !band.last() || !g.shape().leads(h);
        products.weigh().set(dOut, values.address(), ds); // [R, C]
        products.values().run(kept, dOut, d.row(start) + value, add); // [C, K]
        Softmax.backward(p, band, ds, g.scale(), g.factor());
        products.queries().set(ds, qkv.kept().row(start) + key, d.row(start + band.first()) + query); // [R, K]
        products.keys().run(ds, qkv.kept().row(start + band.first()) + query, d.row(start) + key, add); // [C, K]
    }
}
