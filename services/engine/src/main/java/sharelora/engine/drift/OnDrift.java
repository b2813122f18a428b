package sharelora.engine.drift;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a job does at a change, beside telling it.
 *
 * @param action that it takes
 * @param factor what the learning rate is multiplied by: 1 where it is not raised
 * @param steps updates for which it is raised; 0 where it is not
 */
public record OnDrift(Action action, double factor, int steps) {

    /** Nothing more. */
    public static final OnDrift TELL = new OnDrift(Action.TELL, 1, 0);

    /** The running average begins anew at the present values. */
    public static final OnDrift RESTART_AVERAGE = new OnDrift(Action.RESTART_AVERAGE, 1, 0);

    /** The largest factor. */
    public static final double MOST_FACTOR = 100;

    /** The most updates for which the rate is raised. */
    public static final int MOST_STEPS = 1_000_000;

    /** What can be done. */
    public enum Action {
        /** Nothing more. */
        TELL,
        /** The running average begins anew at the present values. */
        RESTART_AVERAGE,
        /** The learning rate is higher for some updates. */
        RAISE_RATE;

        /** As job files, states and events spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
                    .orElseThrow(() -> new IllegalArgumentException("onDrift is " + id + ", expected one of " + ids()));
        }
    }

    public OnDrift {
        if (action == null) {
            throw new IllegalArgumentException("action is missing");
        }
        if (action == Action.RAISE_RATE ? !(isFactor(factor) && isSteps(steps)) : factor != 1 || steps != 0) {
            throw new IllegalArgumentException("factor is " + factor + " and steps is " + steps
                    + ", expected a number above 0 and at least 1 where the rate is raised, else 1 and 0");
        }
    }

    /** Whether a rate can be multiplied by it. */
    public static boolean isFactor(double factor) {
        return factor > 0 && factor <= MOST_FACTOR;
    }

    private static boolean isSteps(int steps) {
        return steps >= 1 && steps <= MOST_STEPS;
    }
}
