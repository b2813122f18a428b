package sharelora.models.learning;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;

/** Settings of training that a Job record has no field for: they are among its options, as texts, and none where unused. */
public final class TrainingOptions {

    private static final String FRACTION = "replay.fraction";
    private static final String SIZE = "replay.size";
    private static final String KEEP = "replay.keep";
    private static final String MAX_AGE = "replay.maxAge";
    private static final String ON_REGRESSION = "onRegression.do";
    private static final String LIMIT = "onRegression.limit";
    private static final Set<String> KNOWN = Set.of(FRACTION, SIZE, KEEP, MAX_AGE, ON_REGRESSION, LIMIT);

    private TrainingOptions() {}

    /**
     * The options of a job that replays.
     *
     * @param maxAge in milliseconds; empty: it is fixed when the job is submitted
     */
    public static Map<String, String> replay(double fraction, int size, KeepingRule keep, OptionalLong maxAge) {
        Map<String, String> options = new TreeMap<>();
        options.put(FRACTION, Double.toString(fraction));
        options.put(SIZE, Integer.toString(size));
        options.put(KEEP, keep.id());
        maxAge.ifPresent(age -> options.put(MAX_AGE, Long.toString(age)));
        return options;
    }

    /** Whether the options say that a job replays. */
    public static boolean replays(Map<String, String> options) {
        return options.containsKey(FRACTION);
    }

    /** The largest age of a replayed record, in milliseconds, where the options say one. */
    public static OptionalLong maxAge(Map<String, String> options) {
        return options.containsKey(MAX_AGE) ? OptionalLong.of(whole(options, MAX_AGE)) : OptionalLong.empty();
    }

    /** The same options with a largest age of a replayed record, in milliseconds. */
    public static Map<String, String> withMaxAge(Map<String, String> options, long maxAge) {
        Map<String, String> fixed = new TreeMap<>(options);
        fixed.put(MAX_AGE, Long.toString(maxAge));
        return fixed;
    }

    /**
     * How the job replays; empty where it does not.
     *
     * @throws IllegalArgumentException naming an option that there is not, or the value of one
     */
    public static Optional<ReplaySpec> replay(Map<String, String> options) {
        Set<String> unknown = new TreeSet<>(options.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "options of training are " + unknown + ", expected some of " + new TreeSet<>(KNOWN));
        }
        return replays(options)
                ? Optional.of(new ReplaySpec(
                        decimal(options, FRACTION),
                        (int) Math.min(Integer.MAX_VALUE, whole(options, SIZE)),
                        KeepingRule.of(String.valueOf(options.get(KEEP))),
                        maxAge(options).orElse(ReplaySpec.AGELESS)))
                : Optional.empty();
    }

    /** The options of a job that does something about a regression; none where it learns on. */
    public static Map<String, String> onRegression(OnRegression wanted) {
        return wanted.looks()
                ? Map.of(ON_REGRESSION, wanted.action().id(), LIMIT, Integer.toString(wanted.limit()))
                : Map.of();
    }

    /**
     * What the job does about a regression.
     *
     * @throws IllegalArgumentException naming the value of an option
     */
    public static OnRegression onRegression(Map<String, String> options) {
        return options.containsKey(ON_REGRESSION)
                ? new OnRegression(OnRegression.Action.of(options.get(ON_REGRESSION)), (int)
                        Math.min(Integer.MAX_VALUE, whole(options, LIMIT)))
                : OnRegression.CONTINUE;
    }

    private static double decimal(Map<String, String> options, String name) {
        try {
            return Double.parseDouble(options.get(name));
        } catch (NumberFormatException e) {
            throw refused(options, name, e);
        }
    }

    private static long whole(Map<String, String> options, String name) {
        try {
            return Long.parseLong(options.get(name));
        } catch (NumberFormatException e) {
            throw refused(options, name, e);
        }
    }

    private static IllegalArgumentException refused(Map<String, String> options, String name, Exception cause) {
        return new IllegalArgumentException(name + " is " + options.get(name) + ", expected a number", cause);
    }
}
