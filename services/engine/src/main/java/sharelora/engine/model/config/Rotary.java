package sharelora.engine.model.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.safetensors.Weight;

/**
 * The angles of rotary position embedding, RoPE (Su et al. 2021): pair i of a head of K columns is rotated by position ·
 * θ^(-2i/K), scaled for texts longer than those of the pre-training.
 *
 * @param base θ
 */
public record Rotary(double base, Scaling scaling) {

    /**
     * How the frequencies are scaled, as in Hugging Face transformers.
     *
     * @param kind {@code default}: not at all; {@code linear}: all by the factor; {@code llama3}: the slow ones by the
     *     factor, the fast ones not at all, and a mixture between
     * @param original positions of the pre-training, for llama3
     */
    public record Scaling(String kind, double factor, double lowFactor, double highFactor, int original) {

        static final Scaling NONE = new Scaling("default", 1, 1, 1, 1);
    }

    private static final double LARGEST = 1e12;

    private static final String THETA = "rope_theta";

    private static final String ORIGINAL = "original_max_position_embeddings";

    /** Where transformers reads the settings, the first of them before the second. */
    private static final List<String> SETTINGS = List.of("rope_scaling", "rope_parameters");

    /**
     * From {@code rope_scaling}, {@code rope_parameters} and {@code rope_theta}, as transformers reads them. Settings that
     * contradict each other are refused, since which of them counts depends on the version of transformers.
     *
     * @param positions longest sequence
     */
    static Rotary of(ConfigFields json, int positions) {
        JsonFields file = json.json();
        requireWholeHeads(json);
        List<String> said =
                SETTINGS.stream().filter(name -> !file.isUnset(name)).toList();
        if (said.isEmpty()) {
            return of(json, json, positions);
        }
        List<Rotary> read = said.stream()
                .map(name -> of(json, new ConfigFields(file.object(name)), positions))
                .toList();
        if (!read.getLast().equals(read.getFirst())) {
            throw file.wrong(SETTINGS.getLast(), "the same settings as in " + SETTINGS.getFirst());
        }
        return read.getFirst();
    }

    /** @param settings the nested object, or the config itself where there is none */
    private static Rotary of(ConfigFields json, ConfigFields settings, int positions) {
        requireWholeHeads(settings);
        requireSame(json, settings, THETA);
        JsonFields place = (settings.json().mentions(THETA) ? settings : json).json();
        double base = place.mentions(THETA) ? place.number(THETA, 0, LARGEST) : 10_000;
        if (base <= 1) {
            throw place.wrong(THETA, "a number above 1");
        }
        return new Rotary(base, settings.equals(json) ? Scaling.NONE : scaling(json, settings, positions));
    }

    private static void requireSame(ConfigFields json, ConfigFields settings, String name) {
        boolean both = json.json().mentions(name) && settings.json().mentions(name);
        if (both && json.json().number(name, 0, LARGEST) != settings.json().number(name, 0, LARGEST)) {
            throw settings.json().wrong(name, "the same number as beside the object");
        }
    }

    private static void requireWholeHeads(ConfigFields json) {
        if (json.has("partial_rotary_factor") && json.number("partial_rotary_factor", 1, 1) != 1) {
            throw json.json().wrong("partial_rotary_factor", "1");
        }
    }

    private static Scaling scaling(ConfigFields config, ConfigFields json, int positions) {
        for (String name : json.json().names()) {
            if (json.json().isObject(name)) {
                throw json.json().wrong(name, "one setting for all layers");
            }
        }
        boolean old = json.json().mentions("type");
        if (old && json.json().mentions("rope_type")) {
            json.only("type", json.json().text("rope_type"));
        }
        String field = old ? "type" : "rope_type";
        String kind = json.json().mentions(field) ? json.json().text(field) : Scaling.NONE.kind;
        return switch (kind) {
            case "default" -> Scaling.NONE;
            case "linear" -> new Scaling(kind, factor(json, "factor"), 1, 1, 1);
            case "llama3" -> llama3(kind, config, json, positions);
            default -> throw json.json().wrong(field, "one of default, linear, llama3");
        };
    }

    private static Scaling llama3(String kind, ConfigFields config, ConfigFields json, int positions) {
        requireSame(config, json, ORIGINAL);
        ConfigFields place = config.json().mentions(ORIGINAL) ? config : json;
        Scaling scaling = new Scaling(
                kind,
                factor(json, "factor"),
                factor(json, "low_freq_factor"),
                factor(json, "high_freq_factor"),
                place.json().mentions(ORIGINAL) ? place.json().integer(ORIGINAL, 1, 1 << 24) : positions);
        if (scaling.highFactor <= scaling.lowFactor) {
            throw json.json().wrong("high_freq_factor", "more than low_freq_factor");
        }
        return scaling;
    }

    private static double factor(ConfigFields json, String name) {
        return json.json().number(name, 1e-3, LARGEST);
    }

    /**
     * Cosines and sines of every position.
     *
     * @param width K
     * @return [positions, K]: cosines of K/2 pairs, then their sines
     */
    public Weight table(int positions, int width) {
        int half = width / 2;
        float[] table = new float[Math.multiplyExact(positions, width)];
        for (int pair = 0; pair < half; pair++) {
            double frequency = frequency(StrictMath.pow(base, -2.0 * pair / width));
            for (int position = 0; position < positions; position++) {
                table[position * width + pair] = (float) StrictMath.cos(position * frequency);
                table[position * width + half + pair] = (float) StrictMath.sin(position * frequency);
            }
        }
        return Weight.of("rotary angles", new int[] {positions, width}, table);
    }

    private double frequency(double plain) {
        double slow = plain / scaling.factor;
        if (!scaling.kind.equals("llama3")) {
            return slow;
        }
        double turns = scaling.original * plain / (2 * Math.PI);
        double share = (turns - scaling.lowFactor) / (scaling.highFactor - scaling.lowFactor);
        double fast = Math.clamp(share, 0, 1);
        return (1 - fast) * slow + fast * plain;
    }

    /** Adds the equivalent fields of a config. */
    void addTo(Map<String, Object> fields) {
        fields.put("rope_theta", base);
        Map<String, Object> stretched = new LinkedHashMap<>();
        stretched.put("rope_type", scaling.kind);
        if (!scaling.equals(Scaling.NONE)) {
            stretched.put("factor", scaling.factor);
        }
        if (scaling.kind.equals("llama3")) {
            stretched.put("low_freq_factor", scaling.lowFactor);
            stretched.put("high_freq_factor", scaling.highFactor);
            stretched.put("original_max_position_embeddings", scaling.original);
        }
        fields.put("rope_scaling", scaling.equals(Scaling.NONE) ? null : stretched);
    }
}
