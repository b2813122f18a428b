package sharelora.engine.adapter.scaled;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.MatrixSpec;

/**
 * Scaled pairs at every target of every layer.
 *
 * @param scale of all that is added
 * @param dropout of the input while training
 * @param pairs by site, layer by layer
 * @param exportedSize numbers that leave
 */
public record ScaledPlan(double scale, double dropout, Map<Site, ScaledPair> pairs, long exportedSize) implements Plan {

    /** A set keeps one of equal declarations: what is shared is there once, at its first use. */
    @Override
    public List<MatrixSpec> matrices() {
        return matrices(pairs);
    }

    /** The matrices of these pairs, each once. */
    public static List<MatrixSpec> matrices(Map<Site, ScaledPair> pairs) {
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        pairs.values().forEach(pair -> matrices.addAll(List.of(pair.a(), pair.u(), pair.b(), pair.v())));
        return List.copyOf(matrices);
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
            Tensor up = pair.apply(pass, pass.drop(x, pass.adapter().at(dropout, layer, pair.place()))); // [N, out]
            return pass.ops().addAt(y, up, scale, column); // [N, any]
        };
    }

    @Override
    public List<Site> sites() {
        return List.copyOf(pairs.keySet());
    }

    @Override
    public int ranks(Site site) {
        ScaledPair pair = pairs.get(site);
        return pair == null ? 0 : pair.rank();
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        return pairs.get(site).pair(numbers);
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.numbers(matrices(), from);
    }

    /**
     * A pair with its place in the flat vector.
     *
     * @param place what its dropout is drawn for
     */
    private record Bound(Parameter a, Parameter u, Parameter b, Parameter v, String place) {

        static Bound of(Site site, ScaledPair pair, Function<MatrixSpec, Parameter> parameters) {
            return new Bound(
                    parameters.apply(pair.a()).corner(pair.rank(), pair.in()),
                    parameters.apply(pair.u()),
                    parameters.apply(pair.b()).corner(pair.out(), pair.rank()),
                    parameters.apply(pair.v()),
                    "adapter " + site.projection());
        }

        Tensor apply(ForwardContext pass, Tensor x) {
            Tensor low = pass.ops().scale(pass.ops().down(x, a), u); // [N, R]
            return pass.ops().scale(pass.ops().down(low, b), v); // [N, out]
        }
    }
}
