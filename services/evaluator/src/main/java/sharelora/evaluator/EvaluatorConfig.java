package sharelora.evaluator;

import java.util.EnumSet;
import java.util.Set;
import sharelora.engine.EngineChoice;

/**
 * The configuration of an evaluator process.
 *
 * @param roles roles of the process, at least one
 * @param engine the engine that computes predictions
 * @param threads number of threads that compute a prediction, at least 1; it has no influence on any result
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

    /** A configuration with all roles on that engine and one thread for every processor. */
    public static EvaluatorConfig all(EngineChoice engine) {
        return new EvaluatorConfig(
                EnumSet.allOf(Role.class), engine, Runtime.getRuntime().availableProcessors());
    }
}
