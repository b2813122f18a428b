package sharelora.engine.adapter.lor2c;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * A pair A [R, D], B [D, R] around each layer.
 *
 * @param pairs by layer
 */
record Lor2cPlan(Lor2cSpec spec, List<Pair> pairs) implements Plan {

    /** Two matrices, B after A. */
    record Pair(MatrixSpec a, MatrixSpec b) {}

    static Lor2cPlan of(ModelShape shape, Lor2cSpec spec) {
        List<Pair> pairs = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            String ofOne = layer + "." + Site.LAYER;
            pairs.add(new Pair(
                    new MatrixSpec(
                            (spec.method().sharesA() ? Site.LAYER : ofOne) + ".A",
                            spec.rank(),
                            shape.hidden(),
                            Initialization.KAIMING_UNIFORM,
                            1),
                    new MatrixSpec(ofOne + ".B", shape.hidden(), spec.rank(), Initialization.ZERO, 1)));
        }
        return new Lor2cPlan(spec, List.copyOf(pairs));
    }

    /** A set keeps one of equal declarations: what is shared is there once, at its first use. */
    @Override
    public List<MatrixSpec> matrices() {
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        pairs.forEach(pair -> matrices.addAll(List.of(pair.a(), pair.b())));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        List<Around> around = pairs.stream()
                .map(pair -> new Around(parameters.apply(pair.a()), parameters.apply(pair.b()), spec))
                .toList();
        return new Adapter() {
            @Override
            public Tensor add(ForwardContext pass, int layer, String projection, Tensor x, Tensor y, int column) {
                return y;
            }

            @Override
            public Tensor around(ForwardContext pass, int layer, IntFunction<Tensor> inputs, Tensor y) {
                return around.get(layer).add(pass, layer, inputs.apply(layer), y); // [M, D]
            }
        };
    }

    /** A pair with its place in the flat vector. */
    private record Around(Parameter a, Parameter b, Lor2cSpec spec) {

        /** What dropout is drawn for: part of the contract, like every text that seeds the generator. */
        private static final String PLACE = "adapter " + Site.LAYER;

        Tensor add(ForwardContext pass, int layer, Tensor x, Tensor y) {
            Tensor dropped = pass.drop(x, pass.adapter().at(spec.dropout(), layer, PLACE)); // [M, D]
            Tensor low = pass.ops().down(dropped, a); // [M, R]
            return pass.ops().addUp(y, low, b, spec.scale(), 0); // [M, D]
        }
    }

    @Override
    public List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        for (int layer = 0; layer < pairs.size(); layer++) {
            sites.add(new Site(layer, Site.LAYER));
        }
        return sites;
    }

    @Override
    public int ranks(Site site) {
        return site.projection().equals(Site.LAYER) ? spec.rank() : 0;
    }

    @Override
    public long exportedSize() {
        return matrices().stream().mapToLong(MatrixSpec::size).sum();
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        Pair pair = pairs.get(site.layer());
        return new LowRankPair(pair.a().columns(), pair.b().rows(), numbers.apply(pair.a()), numbers.apply(pair.b()));
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.numbers(matrices(), from);
    }
}
