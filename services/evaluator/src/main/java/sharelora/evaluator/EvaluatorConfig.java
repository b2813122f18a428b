package sharelora.evaluator;

import java.util.EnumSet;
import java.util.Set;
import sharelora.engine.EngineChoice;

/**
 * How a process evaluates.
 *
 * @param roles at least one
 * @param engine that predictions are computed with
 * @param threads that a prediction computes on, at least 1; has no influence on any result
 */
public record EvaluatorConfig(Set<Role> roles, EngineChoice engine, int threads) {

    public EvaluatorConfig {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles are empty, expected at least one of planner, worker, aggregator");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        roles = Set.copyOf(roles);
    }

    /** All roles on that engine, a thread for every processor. */
    public static EvaluatorConfig all(EngineChoice engine) {
        return new EvaluatorConfig(
                EnumSet.allOf(Role.class), engine, Runtime.getRuntime().availableProcessors());
    }
}
