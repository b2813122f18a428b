package sharelora.engine.adapter.rasa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Filled;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * At every target of every layer a part of its own of R - k ranks and the pool's of L k, each rank weighed by a number of the
 * layer's own.
 */
final class RasaPlan implements Plan {

    private final double dropout;
    private final Map<Site, Parts> parts;

    private RasaPlan(double dropout, Map<Site, Parts> parts) {
        this.dropout = dropout;
        this.parts = parts;
    }

    /**
     * The plan for a base of that shape.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    static RasaPlan of(ModelShape shape, RasaSpec spec) {
        int own = spec.rank() - spec.poolRanks();
        int pooled = Math.multiplyExact(shape.layers(), spec.poolRanks());
        Map<Site, Parts> parts = new LinkedHashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String target : spec.targets()) {
                Projection to = shape.projection(target);
                String ofOne = layer + "." + target;
                Weighed ofLayer = Weighed.of(ofOne, to, weights(ofOne + ".d", own, spec.alpha()));
                Weighed ofPool = Weighed.of(target, to, weights(ofOne + ".p", pooled, spec.alpha()));
                parts.put(new Site(layer, target), new Parts(ofLayer, ofPool));
            }
        }
        return new RasaPlan(spec.dropout(), parts);
    }

    /** Half of alpha goes to either part. */
    private static MatrixSpec weights(String name, int ranks, double alpha) {
        return new MatrixSpec(name, 1, ranks, new Filled((float) (0.5 * alpha / ranks)), 1);
    }

    /** A set keeps one of equal declarations: the pool is there once, at its first use. */
    @Override
    public List<MatrixSpec> matrices() {
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        parts.values().forEach(both -> both.each().forEach(part -> matrices.addAll(part.matrices())));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        Map<String, List<Bound>> bound = new HashMap<>(); // by projection, then by layer
        parts.forEach((site, both) -> bound.computeIfAbsent(site.projection(), any -> new ArrayList<>())
                .add(Bound.of(site, both, parameters)));
        return (pass, layer, projection, x, y, column) -> {
            List<Bound> layers = bound.get(projection);
            if (layers == null) {
                return y;
            }
            Bound both = layers.get(layer);
            Tensor in = pass.drop(x, pass.adapter().at(dropout, layer, both.place())); // [N, in]
            Tensor sum = y;
            for (BoundPart part : both.parts()) {
                sum = part.add(pass.ops(), in, sum, column); // [N, any]
            }
            return sum;
        };
    }

    @Override
    public List<Site> sites() {
        return List.copyOf(parts.keySet());
    }

    @Override
    public int ranks(Site site) {
        Parts both = parts.get(site);
        return both == null ? 0 : both.each().mapToInt(Weighed::ranks).sum();
    }

    /** As expanded pairs, and once more as they are trained. */
    @Override
    public long exportedSize() {
        long expanded = parts.values().stream()
                .flatMap(Parts::each)
                .mapToLong(part -> part.a().size() + part.b().size())
                .sum();
        return expanded + matrices().stream().mapToLong(MatrixSpec::size).sum();
    }

    /** [A; A_S] and [B B_S] D. */
    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        Weighed own = parts.get(site).own();
        Weighed pool = parts.get(site).pool();
        int rank = own.ranks() + pool.ranks();
        int in = own.a().columns();
        int out = own.b().rows();
        float[] a = new float[rank * in];
        float[] b = new float[out * rank];
        own.expand(numbers, a, b, 0);
        pool.expand(numbers, a, b, own.ranks());
        return new LowRankPair(in, out, a, b);
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.numbers(matrices(), from);
    }

    /** Those of the layer, then the pool's. */
    private record Parts(Weighed own, Weighed pool) {

        Stream<Weighed> each() {
            return Stream.of(own, pool);
        }
    }

    /**
     * A pair whose ranks are weighed.
     *
     * @param a [ranks, in]
     * @param b [out, ranks]
     * @param d [1, ranks]
     */
    private record Weighed(MatrixSpec a, MatrixSpec b, MatrixSpec d) {

        static Weighed of(String owner, Projection to, MatrixSpec d) {
            int ranks = d.columns();
            return new Weighed(
                    new MatrixSpec(owner + ".A", ranks, to.in(), Initialization.KAIMING_UNIFORM, 1),
                    new MatrixSpec(owner + ".B", to.out(), ranks, Initialization.ZERO, 1),
                    d);
        }

        int ranks() {
            return d.columns();
        }

        List<MatrixSpec> matrices() {
            return List.of(a, b, d);
        }

        /** Into the ranks of a larger pair from {@code first} on. */
        void expand(Function<MatrixSpec, float[]> numbers, float[] toA, float[] toB, int first) {
            float[] fromA = numbers.apply(a);
            float[] fromB = numbers.apply(b);
            float[] weights = numbers.apply(d);
            System.arraycopy(fromA, 0, toA, first * a.columns(), fromA.length);
            int all = toB.length / b.rows();
            for (int i = 0; i < b.rows(); i++) {
                for (int j = 0; j < ranks(); j++) {
                    toB[i * all + first + j] = fromB[i * ranks() + j] * weights[j];
                }
            }
        }
    }

    /**
     * Both parts with their places in the flat vector.
     *
     * @param place what its dropout is drawn for
     */
    private record Bound(List<BoundPart> parts, String place) {

        static Bound of(Site site, Parts both, Function<MatrixSpec, Parameter> parameters) {
            return new Bound(
                    both.each()
                            .map(part -> new BoundPart(
                                    parameters.apply(part.a()), parameters.apply(part.b()), parameters.apply(part.d())))
                            .toList(),
                    "adapter " + site.projection());
        }
    }

    private record BoundPart(Parameter a, Parameter b, Parameter d) {

        Tensor add(Ops ops, Tensor x, Tensor y, int column) {
            Tensor low = ops.scale(ops.down(x, a), d); // [N, ranks]
            return ops.addUp(y, low, b, 1, column); // [N, any]
        }
    }
}
