package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A job's running average of what it trains, adapter and head: the slow copy, beside the fast one that the updates move.
 *
 * @param decay the largest share that the average keeps of itself at an update, above 0, below 1
 * @param export the copy that checkpoints are made of
 */
public record AverageSpec(double decay, Copy export) {

    /** One of the two copies of the trained values. */
    public enum Copy {
        /** The running average. */
        SLOW,
        /** The values that the updates move. */
        FAST;

        /** As job files and states spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All spellings, in order. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Copy::id).toList();
        }

        /**
         * The copy of that spelling.
         *
         * @throws IllegalArgumentException naming the value and the spellings there are
         */
        public static Copy of(String id) {
            return Arrays.stream(values())
                    .filter(copy -> copy.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("export is " + id + ", expected one of " + ids()));
        }
    }

    public AverageSpec {
        if (!isDecay(decay)) {
            throw new IllegalArgumentException("decay is " + decay + ", expected a number above 0, below 1");
        }
        if (export == null) {
            throw new IllegalArgumentException("export is missing");
        }
    }

    /** Whether an average can keep that share of itself. */
    public static boolean isDecay(double share) {
        return share > 0 && share < 1;
    }

    /**
     * The share of the fast copy that goes into the slow one, 1 - b with b = min(decay, (t + 1) / (t + 10)): at first much,
     * or the start would stay in the average for about 1 / (1 - decay) updates.
     *
     * @param t updates since the average began, this one included: from 1
     */
    double share(long t) {
        return 1 - Math.min(decay, (t + 1.0) / (t + 10.0));
    }
}
