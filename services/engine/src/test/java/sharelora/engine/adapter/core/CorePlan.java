package sharelora.engine.adapter.core;

import java.util.ArrayList;
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
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Tensor;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/** Three matrices at every site, whose first two leave as one. */
record CorePlan(CoreMethod.Spec spec, Map<Site, Three> places) implements Plan {

    private static final Initialization IDENTITY = (matrix, seed) -> {
        float[] numbers = new float[matrix.rows() * matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            numbers[i * matrix.columns() + i] = 1;
        }
        return numbers;
    };

    static CorePlan of(ModelShape shape, CoreMethod.Spec spec) {
        Map<Site, Three> places = new LinkedHashMap<>();
        int rank = spec.rank();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String target : spec.targets()) {
                Projection to = shape.projection(target);
                places.put(
                        new Site(layer, target),
                        new Three(
                                new MatrixSpec(target + ".A", rank, to.in(), Initialization.KAIMING_UNIFORM, 0),
                                new MatrixSpec(layer + "." + target + ".core", rank, rank, IDENTITY, 1),
                                new MatrixSpec(layer + "." + target + ".B", to.out(), rank, Initialization.ZERO, 1)));
            }
        }
        return new CorePlan(spec, places);
    }

    @Override
    public List<MatrixSpec> matrices() {
        Set<MatrixSpec> matrices = new LinkedHashSet<>();
        places.values().forEach(three -> matrices.addAll(List.of(three.a(), three.core(), three.b())));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        return (pass, layer, projection, x, y, column) -> {
            Three three = places.get(new Site(layer, projection));
            if (three == null) {
                return y;
            }
            Tensor low = pass.ops().down(x, parameters.apply(three.a())); // [N, R]
            Tensor mixed = pass.ops().down(low, parameters.apply(three.core())); // [N, R]
            return pass.ops().addUp(y, mixed, parameters.apply(three.b()), 1.0 / spec.rank(), column); // [N, any]
        };
    }

    @Override
    public double rate(MatrixSpec matrix, long update) {
        return matrix.name().endsWith(".core") && update <= spec.resting() ? 0 : matrix.rate();
    }

    @Override
    public List<Site> sites() {
        return new ArrayList<>(places.keySet());
    }

    @Override
    public int ranks(Site site) {
        return places.containsKey(site) ? spec.rank() : 0;
    }

    @Override
    public long exportedSize() {
        return places.values().stream()
                .mapToLong(three -> three.a().size() + three.b().size())
                .sum();
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        Three three = places.get(site);
        float[] a = numbers.apply(three.a());
        float[] core = numbers.apply(three.core());
        int in = three.a().columns();
        float[] product = new float[a.length];
        for (int row = 0; row < spec.rank(); row++) {
            for (int column = 0; column < in; column++) {
                double sum = 0;
                for (int k = 0; k < spec.rank(); k++) {
                    sum += (double) core[row * spec.rank() + k] * a[k * in + column];
                }
                product[row * in + column] = (float) sum;
            }
        }
        return new LowRankPair(in, three.b().rows(), product, numbers.apply(three.b()));
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        throw new IllegalArgumentException("core draws its own A, expected a start from the seed");
    }

    /** A [R, in], core [R, R], B [out, R]. */
    record Three(MatrixSpec a, MatrixSpec core, MatrixSpec b) {}
}
