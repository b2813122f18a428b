package sharelora.engine.adapter.rosa;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.parameter.Initialization;
import sharelora.engine.parameter.MatrixSpec;

/**
 * A RoSA adapter as it is asked for.
 *
 * @param rank R of the pairs, at least 1
 * @param alpha positive; what a pair adds is multiplied by alpha / rank; S is added as it is
 * @param dropout of the pairs' input while training, [0, 1)
 * @param targets projections that get a pair and a sparse matrix
 * @param density the share of a target's numbers that S has, (0, 1)
 * @param mask how its places are found
 */
public record RosaSpec(int rank, double alpha, double dropout, List<String> targets, double density, Mask mask)
        implements AdapterSpec {

    /**
     * How the places of S are found.
     *
     * @param warmup updates of the pairs alone before
     * @param batches N whose gradients of the frozen weights decide, at least 1
     * @param squares whether these are squared before they are added up
     */
    public record Mask(int warmup, int batches, boolean squares) {

        public Mask {
            if (warmup < 0 || batches < 1) {
                throw new IllegalArgumentException("maskWarmup is " + warmup + " and maskBatches " + batches
                        + ", expected at least 0 and at least 1");
            }
        }
    }

    private static final String NOT_PEFT = "PEFT has no form for a sparse matrix beside a pair";

    private static final String PYTHON = """
        file = safetensors.safe_open(numbers, "pt")
        said = json.loads(file.metadata()["adapter"])
        layers = next(part for part in model.modules() if isinstance(part, torch.nn.ModuleList))
        names = json.loads(file.metadata()["modules"])
        for layer, block in enumerate(layers):
            for target, (name, row) in names.items():
                site, weight = f"{layer}.{target}", block.get_submodule(name).weight.data
                weight = weight.T if type(block.get_submodule(name)).__name__ == "Conv1D" else weight
                a, b = file.get_tensor(site + ".A"), file.get_tensor(site + ".B")
                added = said["alpha"] / said["rank"] * b @ a
                if site + ".places" in file.keys():
                    added.view(-1)[file.get_tensor(site + ".places").long()] += file.get_tensor(site + ".S").flatten()
                weight[row : row + len(added)] += added
        """;

    public RosaSpec {
        LowRankSettings.require(rank, alpha, dropout);
        targets = LowRankSettings.ordered(targets);
        if (!(density > 0 && density < 1)) {
            throw new IllegalArgumentException("density is " + density + ", expected a number above 0, below 1");
        }
    }

    @Override
    public AdapterMethod method() {
        return RosaMethod.ROSA;
    }

    @Override
    public MethodSettings settings() {
        Map<String, Object> values =
                new HashMap<>(LowRankSettings.of(rank, alpha, dropout, targets).values());
        values.put(RosaMethod.DENSITY.name(), density);
        values.put(RosaMethod.WARMUP.name(), mask.warmup());
        values.put(RosaMethod.BATCHES.name(), mask.batches());
        values.put(RosaMethod.SQUARED.name(), mask.squares());
        return new MethodSettings(values);
    }

    @Override
    public Plan plan(ModelShape shape) {
        Plan pairs = new LowRankSpec(LowRankMethod.LORA, rank, alpha, dropout, targets).plan(shape);
        Map<Site, RosaPlan.Sparse> sparse = new LinkedHashMap<>();
        for (Site site : pairs.sites()) {
            Projection to = shape.projection(site.projection());
            long size = (long) to.in() * to.out();
            int count = (int) Math.min(Integer.MAX_VALUE, (long) Math.floor(density * size));
            if (count < 1) {
                throw new IllegalArgumentException("density is " + density + ", expected at least " + 1.0 / size
                        + ": one number of the " + size + " of " + site.projection());
            }
            String name = site.layer() + "." + site.projection();
            sparse.put(
                    site,
                    new RosaPlan.Sparse(
                            new MatrixSpec(name + ".S", 1, count, Initialization.ZERO, 1), to.in(), to.out()));
        }
        return new RosaPlan(this, pairs, sparse);
    }

    @Override
    public long structured() {
        return (long) mask.warmup() + mask.batches();
    }

    @Override
    public Export export() {
        return new Export.Native(
                new Export.PeftLora(method().id(), alpha, false, dropout), PYTHON, NOT_PEFT, Optional.empty());
    }

    @Override
    public void requireStart(LowRankAdapter from) {
        OwnStart.require(this, from);
    }
}
