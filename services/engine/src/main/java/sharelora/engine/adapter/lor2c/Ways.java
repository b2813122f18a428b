package sharelora.engine.adapter.lor2c;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import sharelora.engine.adapter.Structure;

/**
 * The ways that pairs go around layers. A pair is known by the layer that its way begins at.
 *
 * @param ends by that layer: the one that the way ends behind; {@link #NONE}: there is no such pair any more
 * @param injected by layer: updates before its pairs of plain LoRA began; {@link #NONE}: it has none
 * @param merges that were made
 * @param injects that were made
 */
record Ways(int[] ends, int[] injected, int merges, int injects) {

    static final int NONE = -1;

    private static final String ENDS = "ends";
    private static final String INJECTED = "injected";
    private static final String CHANGES = "changes";

    /** @throws IllegalArgumentException where they are no ways around so many layers */
    static Ways of(Structure structure, int layers) {
        int[] each = new int[layers];
        Arrays.setAll(each, layer -> layer);
        if (structure.isEmpty()) {
            int[] none = new int[layers];
            Arrays.fill(none, NONE);
            return new Ways(each, none, 0, 0);
        }
        int[] changes = structure.of(CHANGES);
        Ways ways = new Ways(
                structure.of(ENDS), structure.of(INJECTED), changes[0], changes.length > 1 ? changes[1] : NONE);
        ways.requireFit(layers);
        return ways;
    }

    private void requireFit(int layers) {
        boolean fit = ends.length == layers && injected.length == layers && merges >= 0 && injects >= 0;
        int free = 0; // the first layer that no way has gone around yet
        for (int layer = 0; fit && layer < layers; layer++) {
            if (ends[layer] != NONE) {
                fit = layer >= free && ends[layer] >= layer && ends[layer] < layers;
                free = ends[layer] + 1;
            }
            fit &= injected[layer] >= NONE && (injected[layer] == NONE || layer >= free);
        }
        if (!fit) {
            throw new IllegalArgumentException("ends are " + Arrays.toString(ends) + ", injected "
                    + Arrays.toString(injected) + " and changes " + merges + " and " + injects
                    + ", expected ways around " + layers + " layers that do not overlap");
        }
    }

    Structure structure() {
        return new Structure(Map.of(ENDS, ends, INJECTED, injected, CHANGES, new int[] {merges, injects}));
    }

    /** The same from update 0 on. */
    Ways begun() {
        return new Ways(
                ends, Arrays.stream(injected).map(since -> Math.min(since, 0)).toArray(), merges, injects);
    }

    /** The pair whose way ends behind that layer, or {@link #NONE}. */
    int endingAt(int layer) {
        for (int first = layer; first >= 0; first--) {
            if (ends[first] != NONE) {
                return ends[first] == layer ? first : NONE;
            }
        }
        return NONE;
    }

    /**
     * With the two neighbours as one whose scores have the least sum, of equal ones the first; the same where no two are
     * left that touch. The first one's pair goes around both.
     */
    Ways merged(IntToDoubleFunction score) {
        int least = NONE;
        double sum = Double.POSITIVE_INFINITY;
        for (int first = 0; first < ends.length; first++) {
            int next = next(first);
            if (next != NONE && score.applyAsDouble(first) + score.applyAsDouble(next) < sum) {
                sum = score.applyAsDouble(first) + score.applyAsDouble(next);
                least = first;
            }
        }
        if (least == NONE) {
            return this;
        }
        int[] merged = ends.clone();
        merged[least] = ends[next(least)];
        merged[next(least)] = NONE;
        return new Ways(merged, injected, merges + 1, injects);
    }

    /** The pair whose way begins where that of a pair ends, or {@link #NONE}. */
    private int next(int first) {
        int next = ends[first] == NONE ? ends.length : ends[first] + 1;
        return next < ends.length && ends[next] != NONE ? next : NONE;
    }

    /**
     * Without the pair that has the largest score, of equal ones the first: the layers that it went around have pairs of plain
     * LoRA in its place. The same where no pair is left.
     *
     * @param updates that were made
     */
    Ways injected(IntToDoubleFunction score, long updates) {
        int most = NONE;
        for (int first = 0; first < ends.length; first++) {
            if (ends[first] != NONE && (most == NONE || score.applyAsDouble(first) > score.applyAsDouble(most))) {
                most = first;
            }
        }
        if (most == NONE) {
            return this;
        }
        int[] left = ends.clone();
        left[most] = NONE;
        int[] begun = injected.clone();
        Arrays.fill(begun, most, ends[most] + 1, Math.toIntExact(updates));
        return new Ways(left, begun, merges, injects + 1);
    }
}
