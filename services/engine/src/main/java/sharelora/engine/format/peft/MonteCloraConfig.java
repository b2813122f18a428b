package sharelora.engine.format.peft;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.format.safetensors.Safetensors;

/** PEFT's {@code monteclora_config} and the settings that the method has for its fields. */
final class MonteCloraConfig {

    static final String NAME = "monteclora_config";

    private static final int MOST_SAMPLES = 1 << 12;
    private static final Path IN_MESSAGES = Path.of("the adapter");

    /** Draws that PEFT keeps ready; ours are made when they are needed. */
    private static final int BUFFER = 150;

    private MonteCloraConfig() {}

    /** @param adapter the method's settings as canonical JSON */
    static Map<String, Object> of(String adapter) {
        JsonFields settings = JsonFields.parse(IN_MESSAGES, adapter);
        return Map.of(
                "num_samples", settings.integer("samples", 1, MOST_SAMPLES),
                "sample_scaler", settings.number("sampleScaler", 0, Double.MAX_VALUE),
                "kl_loss_weight", settings.number("klWeight", 0, Double.MAX_VALUE),
                "dirichlet_prior", settings.number("dirichletPrior", 0, Double.MAX_VALUE),
                "use_entropy", settings.flag("entropy"),
                "buffer_size", BUFFER);
    }

    /** What PEFT keeps of MonteCLoRA beside A and B, by the names that the method has for it. */
    static OwnMatrices samplers(Safetensors adapter, JsonFields config, LowRankAdapter pairs) {
        Map<String, OwnMatrix> matrices = new HashMap<>();
        for (String name : adapter.names()) {
            int sampler = name.indexOf(PeftTensors.SAMPLER);
            Optional<ModuleNames.Place> place = sampler < 0
                    ? Optional.empty()
                    : pairs.naming().place(name.substring(0, sampler) + ".lora_A.weight");
            place.ifPresent(at -> {
                String target = pairs.naming().sharing(at.module()).getLast();
                String letter = name.endsWith("." + PeftTensors.STANDARD_DEVIATIONS)
                        ? ".s"
                        : name.endsWith("." + PeftTensors.WEIGHTS) ? ".e" : "";
                if (!letter.isEmpty()) {
                    matrices.put(
                            at.layer() + "." + target + letter,
                            MethodFile.matrix(adapter.file(), adapter.weight(name)));
                }
            });
        }
        for (int layer = 0; layer < pairs.layers().size(); layer++) {
            String ofLayer = layer + ".";
            pairs.layers().get(layer).forEach((target, pair) -> {
                matrices.put(ofLayer + target + ".A", new OwnMatrix(pair.rank(), pair.in(), pair.a()));
                matrices.put(ofLayer + target + ".B", new OwnMatrix(pair.out(), pair.rank(), pair.b()));
            });
        }
        return new OwnMatrices(settings(config, pairs), OwnMatrices.Form.MONTECLORA, matrices);
    }

    /** The way back: the settings of an adapter with that config. */
    private static String settings(JsonFields config, LowRankAdapter pairs) {
        JsonFields own = config.object(NAME);
        Map<String, Object> settings =
                new HashMap<>(plain("monteclora", pairs.rank(), pairs.dropout(), pairs.targets()));
        settings.put("alpha", pairs.alpha());
        settings.put("samples", own.has("num_samples") ? own.integer("num_samples", 1, MOST_SAMPLES) : 8);
        settings.put("sampleScaler", number(own, "sample_scaler", 1e-4));
        settings.put("klWeight", number(own, "kl_loss_weight", 1e-5));
        settings.put("dirichletPrior", number(own, "dirichlet_prior", 0.1));
        settings.put("entropy", own.has("use_entropy") && own.flag("use_entropy"));
        settings.put("sharedA", false);
        return CanonicalJson.text(settings);
    }

    /** Settings that other methods have too. */
    static Map<String, Object> plain(String method, int rank, double dropout, List<String> targets) {
        return Map.of("method", method, "rank", rank, "dropout", dropout, "targets", targets);
    }

    private static double number(JsonFields config, String name, double otherwise) {
        return config.has(name) ? config.number(name, 0, Double.MAX_VALUE) : otherwise;
    }
}
