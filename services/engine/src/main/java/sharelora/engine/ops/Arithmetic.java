package sharelora.engine.ops;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How an engine computes with a base's weights.
 *
 * @param precision of products with them
 * @param quantised parts of the base that {@link Precision#INT8} rounds, at least one; the others stay float32. All of
 *     them where the precision is another one
 * @param outliers with {@link Precision#INT8}, an input of a product whose size is beyond this stays float32; 0: none does
 * @param memory that the weights may take
 */
public record Arithmetic(Precision precision, Set<Part> quantised, double outliers, BaseMemory memory) {

    /** Every weight and every input of a product in that one precision, the embeddings too where it is int8. */
    public static final Arithmetic FLOAT32 = of(Precision.FLOAT32);

    /** What of a base can be rounded apart from the rest. */
    public enum Part {
        /** The projections of the layers, and a pooler. */
        LAYERS("layers"),

        /** The table of the tokens' embeddings. Positions and token types are never rounded: they are few. */
        EMBEDDINGS("embeddings"),

        /** The language head. */
        HEAD("head");

        private final String id;

        Part(String id) {
            this.id = id;
        }

        /** As job files and records spell it. */
        public String id() {
            return id;
        }

        public static List<String> ids() {
            return Arrays.stream(values()).map(Part::id).toList();
        }

        private static Part of(String id) {
            return Arrays.stream(values())
                    .filter(part -> part.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "quantise names " + id + ", expected some of " + String.join(", ", ids())));
        }
    }

    /** @throws IllegalArgumentException naming the setting, where it is none or belongs to int8 alone */
    public Arithmetic {
        if (quantised.isEmpty() || outliers < 0 || !Double.isFinite(outliers)) {
            throw new IllegalArgumentException("quantise is " + quantised + " and outliers is " + outliers
                    + ", expected at least one part and a number from 0");
        }
        quantised = Collections.unmodifiableSet(EnumSet.copyOf(quantised));
        if (precision != Precision.INT8 && (quantised.size() < Part.values().length || outliers != 0)) {
            throw new IllegalArgumentException(
                    "quantise or outliers with precision " + precision.id() + ", expected them with int8 alone");
        }
        memory.requireFor(precision);
        if (memory == BaseMemory.SMALL && outliers != 0) {
            throw new IllegalArgumentException("outliers is " + outliers + " with baseMemory small, expected fast");
        }
    }

    /** With fast memory. */
    public Arithmetic(Precision precision, Set<Part> quantised, double outliers) {
        this(precision, quantised, outliers, BaseMemory.FAST);
    }

    /** Of that precision, without exceptions. */
    public static Arithmetic of(Precision precision) {
        return new Arithmetic(precision, EnumSet.allOf(Part.class), 0);
    }

    /**
     * As job files and records spell it.
     *
     * @param quantise names of the parts; none: all
     * @throws IllegalArgumentException naming the setting, where it is none or belongs to int8 alone
     */
    public static Arithmetic of(String precision, Collection<String> quantise, double outliers) {
        Set<Part> parts = quantise.isEmpty()
                ? EnumSet.allOf(Part.class)
                : quantise.stream().map(Part::of).collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        return new Arithmetic(Precision.of(precision), parts, outliers);
    }

    /**
     * The same with weights that may take so much memory.
     *
     * @throws IllegalArgumentException where there is none such
     */
    public Arithmetic in(BaseMemory other) {
        return new Arithmetic(precision, quantised, outliers, other);
    }

    /** What that part is computed in. */
    public Precision precision(Part part) {
        return quantised.contains(part) ? precision : Precision.FLOAT32;
    }

    /** In words: {@code int8}, {@code int8 of layers, head with outliers beyond 6.0}. */
    public String description() {
        String parts = quantised.size() == Part.values().length
                ? ""
                : quantised.stream().map(Part::id).collect(Collectors.joining(", ", " of ", ""));
        return precision.id()
                + parts
                + (outliers == 0 ? "" : " with outliers beyond " + outliers)
                + (memory == BaseMemory.SMALL ? ", small" : "");
    }
}
