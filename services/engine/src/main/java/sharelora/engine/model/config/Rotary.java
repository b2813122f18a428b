package sharelora.engine.model.config;

import java.util.LinkedHashMap;
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

    /** From {@code rope_parameters}, or from {@code rope_theta} and {@code rope_scaling} of older files. */
    static Rotary of(ConfigFields json) {
        JsonFields file = json.json();
        if (json.has("partial_rotary_factor") && json.number("partial_rotary_factor", 1, 1) != 1) {
            throw file.wrong("partial_rotary_factor", "1");
        }
        boolean together = json.has("rope_parameters");
        ConfigFields parameters = together ? new ConfigFields(file.object("rope_parameters")) : json;
        double base = parameters.number("rope_theta", 10_000, LARGEST);
        if (base <= 1) {
            throw parameters.json().wrong("rope_theta", "a number above 1");
        }
        if (together) {
            return new Rotary(base, scaling(parameters));
        }
        return new Rotary(
                base, json.has("rope_scaling") ? scaling(new ConfigFields(file.object("rope_scaling"))) : Scaling.NONE);
    }

    private static Scaling scaling(ConfigFields json) {
        String field = json.has("type") && !json.has("rope_type") ? "type" : "rope_type";
        String kind = json.has(field) ? json.json().text(field) : Scaling.NONE.kind;
        return switch (kind) {
            case "default" -> Scaling.NONE;
            case "linear" -> new Scaling(kind, factor(json, "factor"), 1, 1, 1);
            case "llama3" ->
                new Scaling(
                        kind,
                        factor(json, "factor"),
                        factor(json, "low_freq_factor"),
                        factor(json, "high_freq_factor"),
                        json.json().integer("original_max_position_embeddings", 1, 1 << 24));
            default -> throw json.json().wrong(field, "one of default, linear, llama3");
        };
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
