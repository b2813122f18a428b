package sharelora.engine.adapter.tiedlora;

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
import sharelora.engine.parameter.Filled;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * A Tied-LoRA adapter as it is asked for.
 *
 * @param rank R, at least 1
 * @param alpha positive; what is added is multiplied by alpha / rank
 * @param dropout of the input while training, [0, 1)
 * @param targets projections that get something added
 */
public record TiedLoraSpec(int rank, double alpha, double dropout, List<String> targets) implements AdapterSpec {

    public TiedLoraSpec {
        LowRankSettings.require(rank, alpha, dropout);
        targets = LowRankSettings.ordered(targets);
    }

    @Override
    public AdapterMethod method() {
        return TiedLoraMethod.TIED_LORA;
    }

    @Override
    public MethodSettings settings() {
        return LowRankSettings.of(rank, alpha, dropout, targets);
    }

    @Override
    public Plan plan(ModelShape shape) {
        Map<Site, ScaledPair> pairs = new LinkedHashMap<>();
        long expanded = 0;
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (String target : targets) {
                Projection to = shape.projection(target);
                pairs.put(new Site(layer, target), pair(layer + "." + target, to));
                expanded += (long) rank * (to.in() + to.out());
            }
        }
        long own =
                ScaledPlan.matrices(pairs).stream().mapToLong(MatrixSpec::size).sum();
        return new ScaledPlan(alpha / rank, dropout, pairs, expanded + own);
    }

    /** A and B of all layers, u and v of one. */
    private ScaledPair pair(String ofOne, Projection to) {
        return new ScaledPair(
                new MatrixSpec(to.name() + ".A", rank, to.in(), Initialization.KAIMING_UNIFORM, 1),
                new MatrixSpec(ofOne + ".u", 1, rank, Filled.ONE, 1),
                new MatrixSpec(to.name() + ".B", to.out(), rank, Initialization.ZERO, 1),
                new MatrixSpec(ofOne + ".v", 1, to.out(), Filled.ONE, 1),
                to.in());
    }

    @Override
    public Export export() {
        return new Export.WithMatrices(
                new Export.PeftLora(method().id(), alpha, false, dropout), OwnMatrices.Form.BESIDE);
    }

    @Override
    public void requireStart(LowRankAdapter from) {
        OwnStart.require(this, from);
    }
}
