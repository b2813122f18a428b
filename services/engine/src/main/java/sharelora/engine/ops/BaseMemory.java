package sharelora.engine.ops;

import java.util.Arrays;
import java.util.List;

/** How much memory the frozen matrices of a base may take, which decides how fast they are multiplied. */
public enum BaseMemory {

    /** Packed for products ahead of time, forward and, from the first backward pass on, backward too. */
    FAST("fast"),

    /** Once, in rows; each product packs a panel of them after the other. The sums are the same. */
    SMALL("small");

    private final String id;

    BaseMemory(String id) {
        this.id = id;
    }

    /** As job files and records spell it. */
    public String id() {
        return id;
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(BaseMemory::id).toList();
    }

    /** @throws IllegalArgumentException where none is called so */
    public static BaseMemory of(String id) {
        return Arrays.stream(values())
                .filter(memory -> memory.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "baseMemory is " + id + ", expected one of " + String.join(", ", ids())));
    }

    /**
     * Refuses what there is not: in float32 and bfloat16, sums of panels could differ in last bits.
     *
     * @throws IllegalArgumentException naming the precision and those that can be small
     */
    public void requireFor(Precision precision) {
        if (this == SMALL && !precision.canBeSmall()) {
            throw new IllegalArgumentException(
                    "baseMemory is small, but precision is " + precision.id() + ", expected int8 or nf4");
        }
    }
}
