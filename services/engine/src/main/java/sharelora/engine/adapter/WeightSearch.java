package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;

/**
 * A choice by the gradients of frozen weights, which nobody computes otherwise: for some updates each batch is gone through
 * again, for the gradient of W at every site, before the update that it makes as usual.
 *
 * @param after so many updates
 * @param batches N that are looked at, one at each update
 * @param squared whether gradients are squared before they are added up; else their sum counts, whatever its sign
 * @param sites that are looked at
 * @param choice what is chosen by the scores of each site, [out, in] row-major, at which number of updates
 */
public record WeightSearch(long after, int batches, boolean squared, List<Site> sites, Choice choice) {

    /** What the gradients of one group take in each shard, at the most, unless one layer takes more. */
    private static final long GROUP_BYTES = 64L << 20;

    public WeightSearch {
        sites = List.copyOf(sites);
    }

    /** Makes a structure of scores. */
    @FunctionalInterface
    public interface Choice {

        /** @param updates that were made until then */
        Structure of(Function<Site, float[]> scores, long updates);
    }

    /** Updates until all is chosen. */
    public long end() {
        return after + batches;
    }

    /** Sites whose gradients are computed in one pass: whole layers, in their order. */
    public List<List<Site>> groups(ModelShape shape) {
        List<List<Site>> groups = new ArrayList<>();
        long bytes = 0;
        int layer = -1;
        for (Site site : sites) {
            if (site.layer() != layer) {
                layer = site.layer();
                long more = bytesOf(layer, shape);
                if (groups.isEmpty() || bytes + more > GROUP_BYTES) {
                    groups.add(new ArrayList<>());
                    bytes = 0;
                }
                bytes += more;
            }
            groups.getLast().add(site);
        }
        return groups;
    }

    private long bytesOf(int layer, ModelShape shape) {
        return sites.stream()
                .filter(site -> site.layer() == layer)
                .mapToLong(site -> Float.BYTES * size(site, shape))
                .sum();
    }

    /** The numbers of a site's frozen weight. */
    static long size(Site site, ModelShape shape) {
        Projection to = shape.projection(site.projection());
        return (long) to.in() * to.out();
    }
}
