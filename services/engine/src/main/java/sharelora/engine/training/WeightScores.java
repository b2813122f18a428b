package sharelora.engine.training;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.WeightSearch;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

/**
 * The scores of frozen weights by their gradients, added up over the batches of a search. They are in memory alone: nothing of
 * it is in a state. To bound what a pass takes, a batch is gone through again for one group of layers at a time.
 */
final class WeightScores {

    private final WeightSearch search;
    private final List<List<Site>> groups;
    private final Map<Site, Projection> sizes = new LinkedHashMap<>();
    private final Map<Site, float[]> scores = new HashMap<>();
    private final Map<Site, float[]> batch = new HashMap<>();
    private int taken;

    WeightScores(WeightSearch search, ModelShape shape) {
        this.search = search;
        search.sites().forEach(site -> sizes.put(site, shape.projection(site.projection())));
        this.groups = search.groups(shape);
    }

    /** Groups of sites whose gradients are there at one time. */
    List<List<Site>> groups() {
        return groups;
    }

    /** Zeros of the sizes of a group's weights, behind what is trained. */
    Map<Site, Parameter> weights(List<Site> group, int behind) {
        Map<Site, Parameter> weights = new LinkedHashMap<>();
        int at = behind;
        for (Site site : group) {
            Projection to = sizes.get(site);
            Parameter weight = new Parameter(site.layer() + "." + site.projection() + ".W", to.out(), to.in(), at);
            weights.put(site, weight);
            at = Math.addExact(at, weight.size());
        }
        return weights;
    }

    /** Takes the gradients of a group in one batch. */
    void take(Map<Site, Parameter> weights, Flat gradient) {
        weights.forEach((site, at) -> batch.put(site, gradient.read(at.offset(), at.size())));
    }

    /**
     * Adds what was taken of a batch, for every group.
     *
     * @return whether all of it is finite; where not, the batch counts for nothing
     */
    boolean count() {
        boolean finite = batch.values().stream().allMatch(WeightScores::isFinite);
        if (finite) {
            batch.forEach(this::add);
            taken++;
        }
        batch.clear();
        return finite;
    }

    private void add(Site site, float[] gradient) {
        float[] sums = scores.computeIfAbsent(site, any -> new float[gradient.length]);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += search.squared() ? gradient[i] * gradient[i] : gradient[i];
        }
    }

    private static boolean isFinite(float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number * number)) { // a square that is none would be the largest
                return false;
            }
        }
        return true;
    }

    /** Batches that were gone through. */
    int taken() {
        return taken;
    }

    boolean complete() {
        return taken == search.batches();
    }

    /** The means over the batches; their sizes where they are not squares. */
    float[] of(Site site) {
        float[] sums = scores.get(site);
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = Math.abs(sums[i] / taken);
        }
        return means;
    }
}
