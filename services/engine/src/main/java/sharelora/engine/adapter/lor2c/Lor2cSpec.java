package sharelora.engine.adapter.lor2c;

import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
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
 */
public record Lor2cSpec(Lor2cMethod method, int rank, double alpha, double dropout) implements AdapterSpec {

    private static final String NOT_PEFT = "PEFT has no form for what goes around a whole layer";
    private static final String NOT_MERGED =
            "it goes around layers that are not linear, so it is no change of a weight";

    /** Layers put out a tensor or a tuple that begins with it, as the family and the version of transformers have it. */
    private static final String PYTHON = """
        file = safetensors.safe_open(numbers, "pt")
        said = json.loads(file.metadata()["adapter"])
        def around(layer):
            a = file.get_tensor("layer.A" if "layer.A" in file.keys() else f"{layer}.layer.A")
            b = file.get_tensor(f"{layer}.layer.B")
            def hook(block, given, out):
                added = said["alpha"] / said["rank"] * given[0] @ a.T @ b.T
                return (out[0] + added, *out[1:]) if isinstance(out, tuple) else out + added
            return hook
        layers = next(part for part in model.modules() if isinstance(part, torch.nn.ModuleList))
        for layer, block in enumerate(layers): block.register_forward_hook(around(layer))
        """;

    public Lor2cSpec {
        if (method == null) {
            throw new IllegalArgumentException("method is missing");
        }
        LowRankSettings.require(rank, alpha, dropout);
    }

    @Override
    public MethodSettings settings() {
        return new MethodSettings(Map.of(
                LowRankSettings.RANK.name(), rank,
                LowRankSettings.ALPHA.name(), alpha,
                LowRankSettings.DROPOUT.name(), dropout));
    }

    @Override
    public Plan plan(ModelShape shape) {
        return Lor2cPlan.of(shape, this);
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
