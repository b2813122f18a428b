package sharelora.engine.adapter.monteclora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Perturbation;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;
import sharelora.engine.parameter.RandomKey;

/**
 * The pairs of plain LoRA, and for each A, shared or not, an s [1, R] and an e [1, n].
 *
 * @param pairs the plan of plain LoRA
 * @param priors s and e by their A
 */
record MonteCloraPlan(MonteCloraSpec spec, Plan pairs, Map<MatrixSpec, Priors> priors) implements Plan {

    private static final String OF_A = ".A";

    /** Uniform in [0, 1). */
    private static final Initialization UNIFORM = (matrix, seed) -> {
        long key = RandomKey.of(seed, "start " + matrix.name());
        float[] numbers = new float[matrix.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Dropout.uniform(key, 0, numbers.length, i);
        }
        return numbers;
    };

    /**
     * The plan for a base of that shape.
     *
     * @throws IllegalArgumentException where the base has no such target
     */
    static MonteCloraPlan of(ModelShape shape, MonteCloraSpec spec) {
        Plan pairs = spec.pairs().plan(shape);
        Map<MatrixSpec, Priors> priors = new LinkedHashMap<>();
        for (MatrixSpec matrix : pairs.matrices()) {
            if (matrix.name().endsWith(OF_A)) {
                String owner = matrix.name().substring(0, matrix.name().length() - OF_A.length());
                priors.put(
                        matrix,
                        new Priors(
                                new MatrixSpec(owner + ".s", 1, spec.rank(), UNIFORM, 1),
                                new MatrixSpec(owner + ".e", 1, spec.sampling().samples(), UNIFORM, 1)));
            }
        }
        return new MonteCloraPlan(spec, pairs, priors);
    }

    @Override
    public List<MatrixSpec> matrices() {
        List<MatrixSpec> matrices = new ArrayList<>(pairs.matrices());
        priors.values().forEach(both -> matrices.addAll(List.of(both.s(), both.e())));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        return pairs.adapter(parameters);
    }

    @Override
    public Perturbation perturbation(Function<MatrixSpec, Parameter> parameters) {
        List<Sampler> samplers = new ArrayList<>();
        priors.forEach((a, both) -> samplers.add(new Sampler(
                parameters.apply(a), parameters.apply(both.s()), parameters.apply(both.e()), spec.sampling())));
        return (values, seed, step) -> new Begun(
                values,
                samplers.stream()
                        .map(sampler -> sampler.begin(values, seed, step))
                        .toList());
    }

    @Override
    public List<Site> sites() {
        return pairs.sites();
    }

    @Override
    public int ranks(Site site) {
        return pairs.ranks(site);
    }

    @Override
    public long exportedSize() {
        return pairs.exportedSize()
                + priors.values().stream()
                        .mapToLong(both -> both.s().size() + both.e().size())
                        .sum();
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        return pairs.pair(site, numbers);
    }

    /** From plain LoRA it takes the pairs; s and e begin as they do. */
    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.isOf(spec.method(), from) ? OwnStart.numbers(matrices(), from) : pairs.joined(from);
    }

    record Priors(MatrixSpec s, MatrixSpec e) {}

    private record Begun(Flat values, List<Sampler.Step> steps) implements Perturbation.Begun {

        @Override
        public double end(Flat gradient) {
            double share = 1.0 / steps.size();
            double loss = 0;
            for (Sampler.Step step : steps) {
                loss += share * step.loss();
                step.addTo(gradient, share);
            }
            return loss;
        }

        @Override
        public void close() {
            steps.forEach(step -> step.restore(values));
        }
    }
}
