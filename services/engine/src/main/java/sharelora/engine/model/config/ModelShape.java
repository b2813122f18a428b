package sharelora.engine.model.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of a language model: enough to count and lay out an adapter without any weights.
 *
 * @param family bert, roberta, gpt2 or llama
 * @param layers L
 * @param hidden D, a multiple of heads
 * @param heads of the queries
 * @param keyValueHeads heads of keys and values; fewer than heads where groups of queries share them
 * @param intermediate inner size of the feed-forward block
 * @param vocabulary entries of the word table
 * @param positions longest sequence
 */
public record ModelShape(
        String family,
        int layers,
        int hidden,
        int heads,
        int keyValueHeads,
        int intermediate,
        int vocabulary,
        int positions) {

    /** GPT-2's query, key and value as the one matrix that they are stored as: with one A and one B for all three. */
    public static final String FUSED = "c_attn";

    /** What {@link #FUSED} has side by side. */
    public static final List<String> PARTS = List.of("query", "key", "value");

    /** Every projection of every family, in the order that a layer computes them. */
    public static final List<String> PROJECTIONS =
            List.of("query", "key", "value", FUSED, "output", "gate", "up", "down");

    static final List<String> FAMILIES = List.of("bert", "roberta", "gpt2", "llama");

    public ModelShape {
        if (!FAMILIES.contains(family)) {
            throw new IllegalArgumentException("family is " + family + ", expected one of " + FAMILIES);
        }
        requirePositive("layers", layers);
        requirePositive("hidden", hidden);
        requirePositive("heads", heads);
        requirePositive("keyValueHeads", keyValueHeads);
        requirePositive("intermediate", intermediate);
        requirePositive("vocabulary", vocabulary);
        requirePositive("positions", positions);
        if (hidden % heads != 0) {
            throw new IllegalArgumentException("hidden is " + hidden + ", expected a multiple of " + heads + " heads");
        }
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "keyValueHeads is " + keyValueHeads + ", expected a divisor of " + heads + " heads");
        }
    }

    /**
     * The projections of one layer, in the order of {@link #PROJECTIONS}; every layer has the same. Without
     * {@link #FUSED}, which is some of them under another name.
     */
    public List<Projection> projections() {
        int keyValue = hidden / heads * keyValueHeads;
        List<Projection> projections = new ArrayList<>(List.of(
                new Projection("query", hidden, hidden),
                new Projection("key", hidden, keyValue),
                new Projection("value", hidden, keyValue),
                new Projection("output", hidden, hidden)));
        if (family.equals("llama")) {
            projections.add(new Projection("gate", hidden, intermediate));
        }
        projections.add(new Projection("up", hidden, intermediate));
        projections.add(new Projection("down", intermediate, hidden));
        return List.copyOf(projections);
    }

    /** Names of all that a pair can be put on: the projections, and {@link #FUSED} where the family has it. */
    public List<String> targets() {
        return withFused().stream().map(Projection::name).toList();
    }

    /**
     * The projection of that name.
     *
     * @throws IllegalArgumentException naming the value and the projections this family has
     */
    public Projection projection(String name) {
        return withFused().stream()
                .filter(projection -> projection.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "target is " + name + ", expected one of " + targets() + " in a " + family + " model"));
    }

    private List<Projection> withFused() {
        List<Projection> all = new ArrayList<>(projections());
        if (family.equals("gpt2")) {
            all.add(new Projection(FUSED, hidden, 3 * hidden));
        }
        return all;
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
        }
    }
}
