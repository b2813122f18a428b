package sharelora.engine.adapter.vera;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.adapter.scaled.ScaledPair;
import sharelora.engine.adapter.scaled.ScaledPlan;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Dropout;
import sharelora.engine.parameter.Filled;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;
import sharelora.engine.parameter.RandomKey;

/**
 * A VeRA adapter as it is asked for.
 *
 * @param rank R, at least 1
 * @param dropout of the input while training, [0, 1)
 * @param targets projections that get something added
 */
public record VeraSpec(int rank, double dropout, List<String> targets) implements AdapterSpec {

    /** Uniform in ±√(6 / columns): {@code kaiming_uniform_} with the gain √2, as PEFT draws the pair. */
    private static final Initialization KAIMING_RELU = (matrix, seed) -> {
        long key = RandomKey.of(seed, "start vera " + matrix.name());
        double bound = Math.sqrt(6.0 / matrix.columns());
        float[] numbers = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (bound * (2.0 * Dropout.uniform(key, 0, numbers.length, i) - 1));
        }
        return numbers;
    };

    private static final Initialization D = new Filled(0.1f);

    public VeraSpec {
        LowRankSettings.require(rank, rank, dropout);
        targets = LowRankSettings.ordered(targets);
    }

    @Override
    public AdapterMethod method() {
        return VeraMethod.VERA;
    }

    @Override
    public MethodSettings settings() {
        return new MethodSettings(Map.of(
                LowRankSettings.RANK.name(), rank,
                LowRankSettings.DROPOUT.name(), dropout,
                LowRankSettings.TARGETS.name(), targets));
    }

    @Override
    public Plan plan(ModelShape shape) {
        List<Projection> to = targets.stream().map(shape::projection).toList();
        int widest = to.stream().mapToInt(Projection::in).max().orElseThrow();
        int tallest = to.stream().mapToInt(Projection::out).max().orElseThrow();
        MatrixSpec a = new MatrixSpec("A", rank, widest, KAIMING_RELU, 0);
        MatrixSpec b = new MatrixSpec("B", tallest, rank, KAIMING_RELU, 0);
        Map<Site, ScaledPair> pairs = new LinkedHashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : to) {
                String ofOne = layer + "." + projection.name();
                pairs.put(
                        new Site(layer, projection.name()),
                        new ScaledPair(
                                a,
                                new MatrixSpec(ofOne + ".d", 1, rank, D, 1),
                                b,
                                new MatrixSpec(ofOne + ".b", 1, projection.out(), Initialization.ZERO, 1),
                                projection.in()));
            }
        }
        long own =
                ScaledPlan.matrices(pairs).stream().mapToLong(MatrixSpec::size).sum();
        return new ScaledPlan(1, dropout, pairs, own);
    }

    @Override
    public Export export() {
        return new Export.WithMatrices(Export.PeftLora.unscaled(method().id(), dropout), OwnMatrices.Form.VERA);
    }

    @Override
    public void requireStart(LowRankAdapter from) {
        OwnStart.require(this, from);
    }
}
