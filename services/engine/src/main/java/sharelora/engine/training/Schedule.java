package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The learning-rate schedule over a job's updates, and where it ends.
 *
 * <p>Hugging Face transformers' formulas. It counts updates from 0, so its first one under a warm-up has the rate 0; here
 * a warm-up counts from 1 and what follows from 0: the first update moves, and so does the last.
 *
 * @param warmupSteps updates until the full rate is reached, linearly; 0: from the first update
 * @param totalSteps updates after which the job is finished; 0: it never is, which linear and cosine do not allow
 */
public record Schedule(Course course, int warmupSteps, int totalSteps) {

    /** What inverse-sqrt takes for its time scale where there is no warm-up. */
    private static final int TIME_SCALE = 10_000;

    /** The course of the rate after the warm-up. */
    public enum Course {
        /** The full rate. */
        CONSTANT,
        /** √(warmupSteps / update). */
        INVERSE_SQRT,
        /** Down to 0 in a straight line. */
        LINEAR,
        /** Down to 0 along half a cosine. */
        COSINE;

        /** As job files and states spell it: {@code inverse-sqrt}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the course depends on the total number of updates. */
        public boolean needsTotalSteps() {
            return this == LINEAR || this == COSINE;
        }

        /** All spellings, in order. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Course::id).toList();
        }

        /**
         * The course of that spelling.
         *
         * @throws IllegalArgumentException naming the value and the spellings there are
         */
        public static Course of(String id) {
            return Arrays.stream(values())
                    .filter(course -> course.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("schedule is " + id + ", expected one of " + ids()));
        }
    }

    public Schedule {
        if (course == null) {
            throw new IllegalArgumentException("schedule is missing");
        }
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps is " + warmupSteps + ", expected at least 0");
        }
        int least = course.needsTotalSteps() ? 1 : 0;
        if (totalSteps < least || (totalSteps > 0 && totalSteps <= warmupSteps)) {
            throw new IllegalArgumentException("totalSteps is " + totalSteps + ", expected "
                    + (least == 0 ? "0 for no end, or " : "as " + course.id() + " needs it ") + "more than "
                    + warmupSteps + " warmupSteps");
        }
    }

    /** The full rate after a warm-up, without an end. */
    public static Schedule constant(int warmupSteps) {
        return new Schedule(Course.CONSTANT, warmupSteps, 0);
    }

    /** What the full rate is multiplied by for the update of that number, from 1: (0, 1]. */
    public double factor(long update) {
        if (update <= warmupSteps) {
            return (double) update / warmupSteps;
        }
        long before = update - 1;
        return switch (course) {
            case CONSTANT -> 1;
            case INVERSE_SQRT -> inverseSqrt(before);
            case LINEAR -> 1 - progress(before);
            case COSINE -> 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress(before)));
        };
    }

    /** Whether a job that has made so many updates is finished. */
    public boolean isOver(long updates) {
        return totalSteps > 0 && updates >= totalSteps;
    }

    private double inverseSqrt(long before) {
        int timeScale = warmupSteps > 0 ? warmupSteps : TIME_SCALE;
        return 1 / StrictMath.sqrt((double) (before + timeScale - warmupSteps) / timeScale);
    }

    private double progress(long before) {
        return (double) (before - warmupSteps) / (totalSteps - warmupSteps);
    }
}
