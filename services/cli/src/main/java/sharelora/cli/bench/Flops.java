package sharelora.cli.bench;

import java.util.Set;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.model.ModelShape;
import sharelora.engine.model.Projection;

/**
 * The multiplications and additions that one training step cannot do without, two for each pair; products only.
 *
 * <p>Frozen weights need no gradient, so a step is once forward and once backward to the inputs; below the first
 * layer's query, key and value nothing has to go back at all.
 */
final class Flops {

    private static final Set<String> AT_THE_INPUT = Set.of("query", "key", "value");

    private Flops() {}

    static double ofStep(ModelShape shape, Workload work) {
        double tokens = work.tokens();
        double frozen = 0;
        double atTheInput = 0;
        double lowRank = 0;
        for (Projection projection : shape.projections()) {
            double forward = 2 * tokens * projection.in() * projection.out();
            frozen += forward;
            atTheInput += AT_THE_INPUT.contains(projection.name()) ? forward : 0;
            lowRank += lowRank(work.adapter(), projection, tokens);
        }
        double attention = 0;
        for (int length : work.lengths()) {
            attention += 4.0 * length * length * shape.hidden(); // q kᵀ and p v
        }
        // Attention's backward has four products where forward has two.
        return shape.layers() * (2 * frozen + 3 * attention + lowRank) - atTheInput;
    }

    /** Down and up, forward once and backward twice: to the matrix and to the input. */
    private static double lowRank(AdapterSpec adapter, Projection projection, double tokens) {
        return adapter.targets().contains(projection.name())
                ? 3 * 2 * tokens * adapter.rank() * (projection.in() + projection.out())
                : 0;
    }
}
