package sharelora.models.learning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a job does when its gate finds a checkpoint worse than the promoted one.
 *
 * @param limit restores at the most; after these it pauses
 * @param retries how often an operator had the job tried again, which ends a pause
 */
public record OnRegression(Action action, int limit, int retries) {

    /** Restores at the most, where nobody says how many. */
    public static final int USUAL_LIMIT = 3;

    /** The default. */
    public static final OnRegression CONTINUE = new OnRegression(Action.CONTINUE, USUAL_LIMIT, 0);

    /** What to do. */
    public enum Action {
        /** Learn on: what is served is the promoted checkpoint anyway. */
        CONTINUE,
        /** Stand still until an operator has the job tried again. */
        PAUSE,
        /** Go back to the promoted checkpoint's state and learn on from there. */
        RESTORE;

        /** As job files spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All spellings, the default first. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Action::id).toList();
        }

        /**
         * The action of that spelling.
         *
         * @throws IllegalArgumentException naming the value and the spellings there are
         */
        public static Action of(String id) {
            return Arrays.stream(values())
                    .filter(action -> action.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("onRegression is " + id + ", expected one of " + ids()));
        }
    }

    public OnRegression {
        if (limit < 1) {
            throw new IllegalArgumentException("onRegression limit is " + limit + ", expected at least 1");
        }
    }

    /** Of a job that nobody had tried again. */
    public OnRegression(Action action, int limit) {
        this(action, limit, 0);
    }

    /** The same after so many tries; where verdicts have no say in it, these have none either. */
    OnRegression after(int tries) {
        return looks() ? new OnRegression(action, limit, tries) : this;
    }

    /** Whether verdicts have a say in it. */
    public boolean looks() {
        return action != Action.CONTINUE;
    }
}
