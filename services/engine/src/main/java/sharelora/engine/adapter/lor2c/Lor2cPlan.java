package sharelora.engine.adapter.lor2c;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.Structure;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
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
 * A pair A [R, D], B [D, R] around each layer, and beside them, where some are to give way, pairs of plain LoRA at the targets
 * of every layer. All are there from the start; those that have no part rest.
 *
 * @param pairs by layer
 * @param low plain LoRA's; none where nothing gives way
 */
record Lor2cPlan(Lor2cSpec spec, List<Pair> pairs, Optional<Plan> low) implements Plan {

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
        List<String> targets = spec.topology().targets();
        Optional<Plan> low = targets.isEmpty()
                ? Optional.empty()
                : Optional.of(new LowRankSpec(LowRankMethod.LORA, spec.rank(), spec.alpha(), spec.dropout(), targets)
                        .plan(shape));
        return new Lor2cPlan(spec, List.copyOf(pairs), low);
    }

    /** A set keeps one of equal declarations: what is shared is there once, at its first use. */
    @Override
    public List<MatrixSpec> matrices() {
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        pairs.forEach(pair -> matrices.addAll(List.of(pair.a(), pair.b())));
        low.ifPresent(plan -> matrices.addAll(plan.matrices()));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        return adapter(parameters, Structure.NONE);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters, Structure structure) {
        Ways ways = Ways.of(structure, pairs.size());
        List<Around> around = pairs.stream()
                .map(pair -> new Around(parameters.apply(pair.a()), parameters.apply(pair.b()), spec))
                .toList();
        Adapter injected = low.map(plan -> plan.adapter(parameters)).orElse(Adapter.NONE);
        return new Adapter() {
            @Override
            public Tensor add(ForwardContext pass, int layer, String projection, Tensor x, Tensor y, int column) {
                boolean rests = ways.injected()[layer] == Ways.NONE;
                return rests ? y : injected.add(pass, layer, projection, x, y, column); // [N, any]
            }

            @Override
            public Tensor around(ForwardContext pass, int layer, IntFunction<Tensor> inputs, Tensor y) {
                int first = ways.endingAt(layer);
                return first == Ways.NONE ? y : around.get(first).add(pass, first, inputs.apply(first), y); // [M, D]
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
    public double rate(MatrixSpec matrix, long update, Structure structure) {
        Ways ways = Ways.of(structure, pairs.size());
        return layers(matrix).anyMatch(layer -> learns(matrix, layer, ways)) ? matrix.rate() : 0;
    }

    /** The moments of a pair that was put in begin where it does. */
    @Override
    public long since(MatrixSpec matrix, Structure structure) {
        return isAround(matrix)
                ? 0
                : layers(matrix)
                        .map(layer -> Ways.of(structure, pairs.size()).injected()[layer])
                        .map(since -> Math.max(0, since))
                        .sum();
    }

    private boolean learns(MatrixSpec matrix, int layer, Ways ways) {
        return (isAround(matrix) ? ways.ends() : ways.injected())[layer] != Ways.NONE;
    }

    private static boolean isAround(MatrixSpec matrix) {
        return matrix.name().contains(Site.LAYER + ".");
    }

    /** The one whose matrix it is; all where they share it. */
    private IntStream layers(MatrixSpec matrix) {
        String first = matrix.name().substring(0, matrix.name().indexOf('.'));
        return first.equals(Site.LAYER) ? IntStream.range(0, pairs.size()) : IntStream.of(Integer.parseInt(first));
    }

    @Override
    public Structure after(long updates, Structure now, Function<MatrixSpec, float[]> numbers) {
        Lor2cSpec.Topology topology = spec.topology();
        Ways ways = Ways.of(now, pairs.size());
        boolean merge = topology.merge().isDue(updates, ways.merges());
        boolean inject = topology.inject().isDue(updates, ways.injects());
        if (!merge && !inject) {
            return now;
        }
        double[] scores = pairs.stream()
                .mapToDouble(pair -> SingularValues.sum(numbers.apply(pair.b()), numbers.apply(pair.a()), spec.rank()))
                .toArray();
        Ways next = merge ? ways.merged(first -> scores[first]) : ways;
        next = inject ? next.injected(first -> scores[first], updates) : next;
        boolean changed = next.merges() > ways.merges() || next.injects() > ways.injects();
        return changed ? next.structure() : now;
    }

    /** What goes on from a native folder has its ways from the start on. */
    @Override
    public Structure joined(Structure from) {
        return from.isEmpty() ? from : Ways.of(from, pairs.size()).begun().structure();
    }

    @Override
    public List<Site> sites() {
        List<Site> sites = new ArrayList<>();
        for (int layer = 0; layer < pairs.size(); layer++) {
            for (String target : spec.topology().targets()) {
                sites.add(new Site(layer, target));
            }
            sites.add(new Site(layer, Site.LAYER));
        }
        return sites;
    }

    /** Around every layer, as it begins. */
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
        if (!site.projection().equals(Site.LAYER)) {
            return low.orElseThrow().pair(site, numbers);
        }
        Pair pair = pairs.get(site.layer());
        return new LowRankPair(pair.a().columns(), pair.b().rows(), numbers.apply(pair.a()), numbers.apply(pair.b()));
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.numbers(matrices(), from);
    }
}
