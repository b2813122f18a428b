package sharelora.engine.adapter.lor2c;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Changes;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.model.config.ModelShape;

/**
 * A LoR2C adapter as it is asked for.
 *
 * @param rank R, at least 1
 * @param alpha positive; what is added is multiplied by alpha / rank
 * @param dropout of the layer's input while training, [0, 1), on the way around alone
 * @param topology what becomes of the pairs
 */
public record Lor2cSpec(Lor2cMethod method, int rank, double alpha, double dropout, Topology topology)
        implements AdapterSpec {

    /**
     * How pairs become fewer while they train. With both due after one update the merge is first.
     *
     * @param merge two neighbours, of all those the pair of them that adds the least, become one around both
     * @param inject the one that adds the most gives way to pairs of plain LoRA in the layers that it went around
     * @param targets of these
     */
    public record Topology(Changes merge, Changes inject, List<String> targets) {

        /** Every layer keeps its pair. */
        public static final Topology FIXED = new Topology(Changes.NONE, Changes.NONE, List.of());

        public Topology {
            targets = targets.isEmpty() ? List.of() : LowRankSettings.ordered(targets);
            if (!inject.any() && !targets.isEmpty()) {
                throw new IllegalArgumentException("targets are " + targets + ", expected none without inject");
            }
        }

        private void requireFit(int layers) {
            if (merge.any() && layers == 1) {
                throw new IllegalArgumentException(
                        "merge is " + merge + ", expected none on a base with one layer, whose pair has no neighbour");
            }
            requireAtMost("merge", merge, layers - 1, layers);
            requireAtMost("inject", inject, layers, layers);
            if (inject.any() && targets.isEmpty()) {
                throw new IllegalArgumentException("inject is " + inject
                        + " and there are no targets, expected those that take a pair of plain LoRA");
            }
        }

        private static void requireAtMost(String name, Changes changes, int most, int layers) {
            if (changes.most() > most) {
                throw new IllegalArgumentException(name + " is " + changes + ", expected at most " + most
                        + " where there are " + layers + " layers");
            }
        }
    }

    private static final String NOT_PEFT = "PEFT has no form for what goes around a whole layer";
    private static final String NOT_MERGED =
            "it goes around layers that are not linear, so it is no change of a weight";

    /**
     * Layers put out a tensor or a tuple that begins with it, as the family and the version of transformers have it. A pair
     * around several layers adds behind the last what it makes of what went into the first.
     */
    private static final String PYTHON = """
        file = safetensors.safe_open(numbers, "pt")
        said, names = (json.loads(file.metadata()[key]) for key in ("adapter", "modules"))
        scale, inputs = said["alpha"] / said["rank"], {}
        layers = next(part for part in model.modules() if isinstance(part, torch.nn.ModuleList))
        def chosen(name, otherwise): return file.get_tensor(name).tolist() if name in file.keys() else otherwise
        def before(first):
            def hook(block, given): inputs[first] = given[0]
            return hook
        def behind(first):
            a = file.get_tensor("layer.A" if "layer.A" in file.keys() else f"{first}.layer.A")
            b = file.get_tensor(f"{first}.layer.B")
            def hook(block, given, out):
                added = scale * inputs[first] @ a.T @ b.T
                return (out[0] + added, *out[1:]) if isinstance(out, tuple) else out + added
            return hook
        for first, last in enumerate(chosen("ends", range(len(layers)))):
            if last >= 0:
                layers[first].register_forward_pre_hook(before(first))
                layers[last].register_forward_hook(behind(first))
        for layer, since in enumerate(chosen("injected", [])):
            for target, (name, row) in names.items() if since >= 0 else []:
                module, site = layers[layer].get_submodule(name), f"{layer}.{target}"
                weight = module.weight.data.T if type(module).__name__ == "Conv1D" else module.weight.data
                added = scale * file.get_tensor(site + ".B") @ file.get_tensor(site + ".A")
                weight[row : row + len(added)] += added
        """;

    public Lor2cSpec {
        if (method == null) {
            throw new IllegalArgumentException("method is missing");
        }
        LowRankSettings.require(rank, alpha, dropout);
    }

    /** Changes and what they need are left out where there are none. */
    @Override
    public MethodSettings settings() {
        Map<String, Object> values = new HashMap<>(Map.of(
                LowRankSettings.RANK.name(), rank,
                LowRankSettings.ALPHA.name(), alpha,
                LowRankSettings.DROPOUT.name(), dropout));
        if (topology.merge().any()) {
            values.put(Lor2cMethod.MERGE.name(), topology.merge());
        }
        if (topology.inject().any()) {
            values.put(Lor2cMethod.INJECT.name(), topology.inject());
            values.put(Lor2cMethod.TARGETS.name(), topology.targets());
        }
        return new MethodSettings(values);
    }

    @Override
    public Plan plan(ModelShape shape) {
        topology.requireFit(shape.layers());
        return Lor2cPlan.of(shape, this);
    }

    @Override
    public long structured() {
        return Math.max(topology.merge().last(), topology.inject().last());
    }

    /** What is added is multiplied by it. */
    double scale() {
        return alpha / rank;
    }

    @Override
    public Export export() {
        return new Export.Native(
                new Export.PeftLora(method.id(), alpha, false, dropout), PYTHON, NOT_PEFT, Optional.of(NOT_MERGED));
    }

    @Override
    public void requireStart(LowRankAdapter from) {
        OwnStart.require(this, from);
    }
}
