package sharelora.engine.adapter;

import java.util.List;
import java.util.Optional;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;

/**
 * What a search by gradients of frozen weights takes while it lasts, beside the {@link Footprint}; nothing of it is in a state.
 *
 * @param scores bytes of the scores and of one batch's gradients
 * @param pass bytes of the gradients of one group, in each gradient shard and as the zeros that they are of
 * @param passes over all its batches
 * @param steps that take about as long: a pass is a step's way there and back, with three products more at each site
 */
public record SearchCost(long scores, long pass, long passes, double steps) {

    /** The cost; none where the method searches nothing. */
    public static Optional<SearchCost> of(ModelShape shape, AdapterSpec spec, int gradientShards) {
        return spec.plan(shape).search().map(search -> of(shape, search, gradientShards));
    }

    private static SearchCost of(ModelShape shape, WeightSearch search, int gradientShards) {
        List<List<Site>> groups = search.groups(shape);
        long all = numbers(search.sites(), shape);
        long largest =
                groups.stream().mapToLong(group -> numbers(group, shape)).max().orElse(0);
        long passes = (long) search.batches() * groups.size();
        double weights = shape.layers()
                * shape.projections().stream().mapToDouble(SearchCost::size).sum();
        // There and back are two products with every weight; the zeros' are three with theirs.
        return new SearchCost(
                2 * Float.BYTES * all,
                Float.BYTES * largest * (gradientShards + 1),
                passes,
                passes + search.batches() * 1.5 * all / weights);
    }

    private static long numbers(List<Site> sites, ModelShape shape) {
        return sites.stream().mapToLong(site -> WeightSearch.size(site, shape)).sum();
    }

    private static double size(Projection to) {
        return (double) to.in() * to.out();
    }
}
