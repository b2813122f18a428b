package sharelora.engine.model.config;

import java.util.List;
import sharelora.engine.format.JsonFields;

/** The fields of a {@code config.json}: a missing field has a default, and a value that is not supported is refused. */
record ConfigFields(JsonFields json) {

    private static final int MOST = 1 << 20;

    private static final int MAX_LAYERS = 1024;

    private static final int MAX_TOKENS = 1 << 24;

    int layers(String name, int otherwise) {
        return integer(name, otherwise, 1, MAX_LAYERS);
    }

    int size(String name, int otherwise) {
        return integer(name, otherwise, 1, MOST);
    }

    int vocabulary(int otherwise) {
        return integer("vocab_size", otherwise, 1, MAX_TOKENS);
    }

    int integer(String name, int otherwise, int least, int most) {
        return json.has(name) ? json.integer(name, least, most) : otherwise;
    }

    boolean has(String name) {
        return json.has(name);
    }

    /** One token id, a list of them, or none. */
    List<Integer> tokens(String name) {
        if (!json.has(name)) {
            return List.of();
        }
        return json.isList(name) ? json.integers(name, 0, MAX_TOKENS) : List.of(json.integer(name, 0, MAX_TOKENS));
    }

    /** The same, with a default where the field is not mentioned. */
    List<Integer> tokens(String name, int otherwise) {
        return json.mentions(name) ? tokens(name) : List.of(otherwise);
    }

    double probability(String name, double otherwise) {
        return number(name, otherwise, 0.99);
    }

    /** A number from 0 to {@code most}. */
    double number(String name, double otherwise, double most) {
        return json.has(name) ? json.number(name, 0, most) : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return json.has(name) ? json.flag(name) : otherwise;
    }

    /** Refuses a text other than the supported one; the field may be absent. */
    void only(String name, String value) {
        if (json.has(name) && !json.text(name).equals(value)) {
            throw json.wrong(name, value);
        }
    }

    /** Refuses a flag with the other value; the field may be absent. */
    void only(String name, boolean value) {
        if (json.has(name) && json.flag(name) != value) {
            throw json.wrong(name, Boolean.toString(value));
        }
    }

    /** Refuses a number other than the one that follows from other fields; the field may be absent. */
    void only(String name, int value) {
        if (json.has(name) && json.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE) != value) {
            throw json.wrong(name, Integer.toString(value));
        }
    }

    /** Refuses quantized weights, pruned heads and cross-attention layers. */
    void onlyPlainWeights() {
        only("add_cross_attention", false);
        only("is_encoder_decoder", false);
        if (json.has("pruned_heads") && !json.object("pruned_heads").names().isEmpty()) {
            throw json.wrong("pruned_heads", "no pruned heads");
        }
        if (json.has("quantization_config")) {
            throw json.wrong("quantization_config", "weights that are not quantized");
        }
    }

    void onlyDivisor(String name, int divisor, String of, int value) {
        if (value % divisor != 0) {
            throw json.wrong(name, "a divisor of " + of + " " + value);
        }
    }
}
