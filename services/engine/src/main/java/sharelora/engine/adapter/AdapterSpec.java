package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sharelora.engine.model.ModelShape;

/**
 * An adapter as it is asked for; which base it goes on is not part of it.
 *
 * @param rank R, at least 1
 * @param alpha positive; what the pair adds is multiplied by alpha / rank
 * @param dropout of the pair's input while training, [0, 1)
 * @param targets projections that get a pair, names of {@link ModelShape#PROJECTIONS}; kept in that order, so that two
 *     ways to write the same adapter are equal
 */
public record AdapterSpec(Method method, int rank, double alpha, double dropout, List<String> targets) {

    public AdapterSpec {
        if (method == null) {
            throw new IllegalArgumentException("method is missing");
        }
        if (rank < 1) {
            throw new IllegalArgumentException("rank is " + rank + ", expected at least 1");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected a positive number");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + ", expected 0 up to, not including, 1");
        }
        targets = ordered(targets);
    }

    /** What the low-rank path is multiplied by. */
    public double scale() {
        return alpha / rank;
    }

    private static List<String> ordered(List<String> targets) {
        Set<String> distinct = new LinkedHashSet<>(targets);
        if (distinct.isEmpty() || distinct.size() < targets.size() || !ModelShape.PROJECTIONS.containsAll(distinct)) {
            throw new IllegalArgumentException(
                    "targets are " + targets + ", expected at least one of " + ModelShape.PROJECTIONS + ", each once");
        }
        List<String> ordered = new ArrayList<>(ModelShape.PROJECTIONS);
        ordered.retainAll(distinct);
        return List.copyOf(ordered);
    }
}
