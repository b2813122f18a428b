package sharelora.evaluator;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a process evaluates.
 *
 * @param roles at least one
 * @param threads that a prediction computes on, at least 1; has no influence on any result
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

    /** All roles, a thread for every processor. */
    public static EvaluatorConfig defaults() {
        return new EvaluatorConfig(
                EnumSet.allOf(Role.class), Runtime.getRuntime().availableProcessors());
    }
}
