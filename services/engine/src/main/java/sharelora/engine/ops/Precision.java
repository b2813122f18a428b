package sharelora.engine.ops;

import java.util.Arrays;
import java.util.List;

/** What products with frozen weights are computed in. Everything else, what is trained above all, is float32. */
public enum Precision {
    FLOAT32("float32"),

    /** Both factors rounded to bfloat16, to the nearest and to even between two; summed up in float32. */
    BFLOAT16("bfloat16"),

    /**
     * Whole numbers of eight bits: weights by a factor for each output, activations and gradients by a factor for each
     * row; summed up in int32, so exactly.
     */
    INT8("int8"),

    /**
     * Weights in NormalFloat 4 with double quantisation (QLoRA, arXiv 2305.14314), multiplied in float32, panel after
     * panel.
     */
    NF4("nf4");

    private final String id;

    Precision(String id) {
        this.id = id;
    }

    /** As job files and records spell it. */
    public String id() {
        return id;
    }

    /** Whether {@link BaseMemory#SMALL} gives the same bits: sums of whole numbers do, and NF4 is never packed ahead. */
    boolean canBeSmall() {
        return this == INT8 || this == NF4;
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(Precision::id).toList();
    }

    /** @throws IllegalArgumentException where no precision is called so */
    public static Precision of(String id) {
        return Arrays.stream(values())
                .filter(precision -> precision.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "precision is " + id + ", expected one of " + String.join(", ", ids())));
    }
}
