package sharelora.evaluator;

import java.util.EnumSet;
import java.util.Set;

/**
 * The configuration of an evaluator process.
 *
 * @param roles roles of the process, at least one
 * @param threads number of threads that compute a prediction, at least 1; it has no influence on any result
 */
public record EvaluatorConfig(Set<Role> roles, int threads) {

    public EvaluatorConfig {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles are empty, expected at least one of planner, worker, aggregator");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        roles = Set.copyOf(roles);
    }

    /** A configuration with all roles and one thread for every processor. */
    public static EvaluatorConfig defaults() {
        return new EvaluatorConfig(
                EnumSet.allOf(Role.class), Runtime.getRuntime().availableProcessors());
    }
}
