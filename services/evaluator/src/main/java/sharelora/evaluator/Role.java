package sharelora.evaluator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an evaluator process does; in the order in which a checkpoint passes through them. */
public enum Role {
    /** Checkpoint → EvalTask; one of them works, others stand by. */
    PLANNER,
    /** EvalTask → EvalShard; any number. */
    WORKER,
    /** EvalShard → EvalResult; one of them works, others stand by. */
    AGGREGATOR;

    /** The word in flags: {@code planner}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of that word.
     *
     * @throws IllegalArgumentException naming the value and the words there are
     */
    public static Role of(String id) {
        return Arrays.stream(values())
                .filter(role -> role.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("role is " + id + ", expected one of "
                        + Arrays.stream(values()).map(Role::id).collect(Collectors.joining(", "))));
    }
}
