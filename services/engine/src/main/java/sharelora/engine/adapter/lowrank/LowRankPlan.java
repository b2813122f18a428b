package sharelora.engine.adapter.lowrank;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * A pair A [R, in], B [out, R] at every target of every layer, y += scale · B A dropout(x); all layers hold the same A or
 * the same B of a target where method and spec say so.
 */
final class LowRankPlan implements Plan {

    private final LowRankSpec spec;
    private final Map<Site, Pair> pairs;
    private final List<MatrixSpec> matrices;

    private LowRankPlan(LowRankSpec spec, Map<Site, Pair> pairs, List<MatrixSpec> matrices) {
        this.spec = spec;
        this.pairs = pairs;
        this.matrices = matrices;
    }

    /**
     * The plan for a base of that shape.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    static LowRankPlan of(ModelShape shape, LowRankSpec spec) {
        Map<Site, Pair> pairs = new LinkedHashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String target : spec.targets()) {
                Projection projection = shape.projection(target);
                String ofAll = projection.name();
                String ofOne = layer + "." + projection.name();
                MatrixSpec a = new MatrixSpec(
                        (spec.sharesA(target) ? ofAll : ofOne) + ".A",
                        spec.rank(),
                        projection.in(),
                        Initialization.KAIMING_UNIFORM,
                        spec.variant().frozenA() ? 0 : 1);
                MatrixSpec b = new MatrixSpec(
                        (spec.sharesB(target) ? ofAll : ofOne) + ".B",
                        projection.out(),
                        spec.rank(),
                        Initialization.ZERO,
                        spec.variant().rateRatioB());
                pairs.put(new Site(layer, target), new Pair(a, b));
            }
        }
        // A set keeps one of equal declarations: what is shared is there once, at its first use.
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        for (Pair pair : pairs.values()) {
            matrices.add(pair.a());
            matrices.add(pair.b());
        }
        return new LowRankPlan(spec, pairs, List.copyOf(matrices));
    }

    @Override
    public List<MatrixSpec> matrices() {
        return matrices;
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        Map<String, List<Bound>> bound = new HashMap<>(); // by projection, then by layer
        pairs.forEach((site, pair) -> bound.computeIfAbsent(site.projection(), any -> new ArrayList<>())
                .add(Bound.of(site, pair, parameters)));
        return (pass, layer, projection, x, y, column) -> {
            List<Bound> layers = bound.get(projection);
            if (layers == null) {
                return y;
            }
            Bound pair = layers.get(layer);
            Dropout dropout = pass.adapter().at(spec.dropout(), layer, pair.place());
            Tensor low = pass.ops().down(pass.drop(x, dropout), pair.a()); // [N, R]
            return pass.ops().addUp(y, low, pair.b(), spec.scale(), column); // [N, any]
        };
    }

    /**
     * A pair with its place in the flat vector.
     *
     * @param place what its dropout is drawn for
     */
    private record Bound(Parameter a, Parameter b, String place) {

        static Bound of(Site site, Pair pair, Function<MatrixSpec, Parameter> parameters) {
            return new Bound(parameters.apply(pair.a()), parameters.apply(pair.b()), "adapter " + site.projection());
        }
    }

    @Override
    public List<Site> sites() {
        return new ArrayList<>(pairs.keySet());
    }

    @Override
    public int ranks(Site site) {
        Pair pair = pairs.get(site);
        return pair == null ? 0 : pair.a().rows();
    }

    @Override
    public long exportedSize() {
        return pairs.values().stream()
                .mapToLong(pair -> pair.a().size() + pair.b().size())
                .sum();
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        Pair pair = pairs.get(site);
        return new LowRankPair(pair.a().columns(), pair.b().rows(), numbers.apply(pair.a()), numbers.apply(pair.b()));
    }

    /** A shared matrix is that of the last layer, which {@link LowRankSpec#requireStart} found to be that of all. */
    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter adapter) {
        Map<MatrixSpec, float[]> numbers = new HashMap<>();
        pairs.forEach((site, pair) -> {
            LowRankPair from = adapter.layers().get(site.layer()).get(site.projection());
            numbers.put(pair.a(), from.a());
            numbers.put(pair.b(), from.b());
        });
        return numbers;
    }

    /** Two matrices, B after A. */
    private record Pair(MatrixSpec a, MatrixSpec b) {}
}
