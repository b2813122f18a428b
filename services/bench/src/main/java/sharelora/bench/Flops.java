package sharelora.bench;

import java.util.Set;
import sharelora.engine.adapter.Plan;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;

/**
 * The floating-point operations that one training step needs at least, two for each multiplication with its addition. Only
 * matrix products count.
 *
 * <p>Frozen weights need no gradient, so a step computes each of their products once forward and once backward to the
 * inputs. No gradient passes below the first layer's query, key and value, and after the last layer's attention only the
 * tokens that the head uses are computed.
 */
final class Flops {

    private static final Set<String> AT_THE_INPUT = Set.of("query", "key", "value");

    private Flops() {}

    static double ofStep(ModelShape shape, Workload work) {
        Plan adapter = work.adapter().plan(shape);
        double tokens = work.tokens();
        double everywhere = shape.layers() * tokens;
        double frozen = 0;
        double atTheInput = 0;
        double lowRank = 0;
        for (Projection projection : shape.projections()) {
            double pairs = (double) projection.in() * projection.out();
            boolean first = AT_THE_INPUT.contains(projection.name());
            double rows = first ? everywhere : everywhere - tokens + work.asked();
            frozen += 2 * rows * pairs;
            atTheInput += first ? 2 * tokens * pairs : 0;
            lowRank += lowRank(adapter, projection, rows);
        }
        double attention = 0;
        for (int length : work.lengths()) {
            attention += 4.0 * length * length * shape.hidden(); // q kᵀ and p v
        }
        // Attention's backward has four products where forward has two.
        return 2 * (frozen + words(shape, work)) + 3 * shape.layers() * attention + lowRank - atTheInput;
    }

    /**
     * What the adapter's matrices are multiplied with, down and up: once forward and twice backward, to the matrix and to the
     * input. Its pairs as they leave are as large as what it computes.
     */
    private static double lowRank(Plan plan, Projection projection, double rows) {
        return plan.ranks(new Site(0, projection.name())) * 3.0 * 2 * rows * (projection.in() + projection.out());
    }

    /** The language head, forward. */
    private static double words(ModelShape shape, Workload work) {
        return work.head().kind() == HeadSpec.Kind.LANGUAGE
                ? 2.0 * work.asked() * shape.hidden() * shape.vocabulary()
                : 0;
    }
}
