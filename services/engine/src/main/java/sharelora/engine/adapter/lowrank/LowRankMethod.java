package sharelora.engine.adapter;

import java.util.Arrays;
import java.util.stream.Collectors;
import sharelora.engine.model.config.ModelShape;

/**
 * How the low-rank pair of a projection, y += α/R · B A x, is shared across layers (ShareLoRA, arXiv 2406.10785). Always
 * per projection: query's matrices are never value's. Shared or not, all of A and B is trained, unless a {@link Variant}
 * freezes A.
 */
public enum Method {
    /** Every layer has its own A and its own B. */
    LORA("lora", false, false),
    /** One A for all layers, a B for each. */
    SHARE_A("share-a", true, false),
    /** An A for each layer, one B for all. */
    SHARE_B("share-b", false, true),
    /** One A and one B: the same is added in every layer. */
    SHARE_AB("share-ab", true, true);

    private final String id;
    private final boolean sharesA;
    private final boolean sharesB;

    Method(String id, boolean sharesA, boolean sharesB) {
        this.id = id;
        this.sharesA = sharesA;
        this.sharesB = sharesB;
    }

    /** The name in job files and records: {@code share-a}. */
    public String id() {
        return id;
    }

    /** What it comes to on a base of that shape. */
    Plan plan(ModelShape shape, AdapterSpec spec) {
        return LowRankPlan.of(shape, spec);
    }

    /** Whether layers have a matrix in common; plain LoRA's have none. */
    public boolean shares() {
        return sharesA || sharesB;
    }

    boolean sharesA() {
        return sharesA;
    }

    boolean sharesB() {
        return sharesB;
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException naming the value and the names there are
     */
    public static Method of(String id) {
        return Arrays.stream(values())
                .filter(method -> method.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("method is " + id + ", expected one of "
                        + Arrays.stream(values()).map(Method::id).collect(Collectors.joining(", "))));
    }
}
