package sharelora.engine.format.peft;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;

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

    /** The way back: the settings of an adapter with that config. */
    static String settings(JsonFields config, LowRankAdapter pairs) {
        JsonFields own = config.object(NAME);
        Map<String, Object> settings = new HashMap<>(plain("monteclora", pairs.rank(), pairs.dropout(), pairs.targets()));
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
