package sharelora.engine.format.peft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.model.config.ModelShape;

/**
 * Numbers that a method adds to few places of a frozen weight [out, in], beside its pair.
 *
 * @param places row · in + column, rising
 * @param numbers as many
 * @param row of the weight where the target's rows begin
 */
record SparsePart(int[] places, float[] numbers, int row) {

    /** What an adapter's method has of its own for a target; none where it has nothing there. */
    private static Optional<SparsePart> of(LowRankAdapter adapter, int layer, String target) {
        String site = layer + "." + target;
        return adapter.own()
                .filter(own -> own.integers().containsKey(site + ".places"))
                .map(own -> new SparsePart(
                        own.integers().get(site + ".places"),
                        own.matrix(site + ".S").numbers(),
                        row(adapter, layer, target)));
    }

    /** GPT-2 has query, key and value below each other in one weight. */
    private static int row(LowRankAdapter adapter, int layer, String target) {
        boolean together = adapter.naming() == ModuleNames.GPT2;
        int part = Math.max(0, ModelShape.PARTS.indexOf(target));
        return together ? part * adapter.layers().get(layer).get(target).out() : 0;
    }

    /** All that an adapter has, by layer and module. */
    static Map<String, List<SparsePart>> byModule(LowRankAdapter adapter, int layer) {
        Map<String, List<SparsePart>> parts = new HashMap<>();
        for (String target : adapter.targets()) {
            of(adapter, layer, target)
                    .ifPresent(part -> parts.computeIfAbsent(adapter.naming().module(target), any -> new ArrayList<>())
                            .add(part));
        }
        return parts;
    }

    boolean addsNothing() {
        for (float number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds what lies in a row of the weight.
     *
     * @param index of the row
     * @param sums of its numbers, which are as many as the weight has inputs
     */
    void addTo(int index, double[] sums) {
        long first = (long) (index - row) * sums.length;
        if (index < row || first > Integer.MAX_VALUE) {
            return;
        }
        int at = Arrays.binarySearch(places, (int) first);
        for (int k = at < 0 ? -at - 1 : at; k < places.length && places[k] < first + sums.length; k++) {
            sums[(int) (places[k] - first)] += numbers[k];
        }
    }
}
