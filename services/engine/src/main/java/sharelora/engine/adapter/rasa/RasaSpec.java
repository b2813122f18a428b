package sharelora.engine.adapter.rasa;

import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.model.config.ModelShape;

/**
 * A RaSA adapter as it is asked for.
 *
 * @param rank R, ranks of a layer, at least 2
 * @param poolRanks k, how many of them it gives to the pool, from 1, less than the rank
 * @param alpha positive; the diagonal begins with half of it over the ranks of either part
 * @param dropout of the input while training, [0, 1)
 * @param targets projections that get something added
 */
public record RasaSpec(int rank, int poolRanks, double alpha, double dropout, List<String> targets)
        implements AdapterSpec {

    public RasaSpec {
        LowRankSettings.require(rank, alpha, dropout);
        if (poolRanks < 1 || poolRanks >= rank) {
            throw new IllegalArgumentException(
                    "poolRanks is " + poolRanks + ", expected at least 1 and less than the rank " + rank);
        }
        targets = LowRankSettings.ordered(targets);
    }

    @Override
    public AdapterMethod method() {
        return RasaMethod.RASA;
    }

    @Override
    public MethodSettings settings() {
        return LowRankSettings.of(rank, alpha, dropout, targets)
                .with(new MethodSettings(Map.of(RasaMethod.POOL_RANKS.name(), poolRanks)));
    }

    @Override
    public Plan plan(ModelShape shape) {
        return RasaPlan.of(shape, this);
    }

    /** The diagonal is in B. */
    @Override
    public Export export() {
        return new Export.WithMatrices(Export.PeftLora.unscaled(method().id(), dropout), OwnMatrices.Form.BESIDE);
    }

    @Override
    public void requireStart(LowRankAdapter from) {
        OwnStart.require(this, from);
    }
}
