package sharelora.evaluator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A role of an evaluator process, in the order in which a checkpoint passes through the roles. */
public enum Role {
    /** Checkpoint → EvalTask. One planner works, others stand by. */
    PLANNER,
    /** EvalTask → EvalShard. Any number of workers share the tasks. */
    WORKER,
    /** EvalShard → EvalResult. One aggregator works, others stand by. */
    AGGREGATOR;

    /** The name in command-line flags, such as {@code planner}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of that name.
     *
     * @throws IllegalArgumentException if there is none; it names the value and all names
     */
    public static Role of(String id) {
        return Arrays.stream(values())
                .filter(role -> role.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("role is " + id + ", expected one of "
                        + Arrays.stream(values()).map(Role::id).collect(Collectors.joining(", "))));
    }
}
