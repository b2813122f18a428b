package sharelora.engine.adapter;

import java.util.List;
import java.util.function.DoublePredicate;

/**
 * A setting that an adapter method knows: a field of a job's {@code adapter}. It knows its kind, its default and what a job
 * file may say, so that whoever reads settings needs to know nothing of a method.
 */
public sealed interface Setting {

    /** The name in job files, records, states and on the command line. */
    String name();

    /** What it is where nobody says. */
    Object byDefault();

    /**
     * A whole number.
     *
     * @param least that any adapter may have
     * @param most that a job may ask for
     */
    record Whole(String name, Integer byDefault, int least, int most) implements Setting {}

    /**
     * A number.
     *
     * @param fits those that a job may ask for
     * @param expected the same in words: {@code a number above 0}
     */
    record Decimal(String name, Double byDefault, DoublePredicate fits, String expected) implements Setting {}

    /** True or false. */
    record Flag(String name, Boolean byDefault) implements Setting {}

    /**
     * A list of distinct names.
     *
     * @param among the names there are
     */
    record Names(String name, List<String> byDefault, List<String> among) implements Setting {

        public Names {
            byDefault = List.copyOf(byDefault);
            among = List.copyOf(among);
        }
    }

    /** Some of the names that another setting has. All of them is the default, which is written as none. */
    record Subset(String name, Names of) implements Setting {

        @Override
        public List<String> byDefault() {
            return List.of();
        }
    }

    /**
     * The value that a text stands for, in a record or on the command line: {@code 8}, {@code 0.5}, {@code true},
     * {@code query,value}. A value's own text, {@link #text}, is read back as that value.
     *
     * @throws IllegalArgumentException naming setting, text and kind
     */
    default Object parse(String text) {
        try {
            return switch (this) {
                case Whole _ -> Integer.valueOf(text);
                case Decimal _ -> Double.valueOf(text);
                case Flag _ -> flag(text);
                case Names _, Subset _ -> text.isEmpty() ? List.<String>of() : List.of(text.split(","));
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name() + " is " + text + ", expected a number", e);
        }
    }

    /** A value of this setting as a text. */
    default String text(Object value) {
        return switch (this) {
            case Whole _, Decimal _, Flag _ -> value.toString();
            case Names _, Subset _ -> String.join(",", MethodSettings.names(value));
        };
    }

    private Boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(name() + " is " + text + ", expected true or false");
        }
        return Boolean.valueOf(text);
    }
}
