package sharelora.engine.adapter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

        /**
         * The names in the order of those there are, so that two ways to write the same adapter are equal.
         *
         * @param what how the message begins: {@code targets are}
         * @throws IllegalArgumentException where there is none, one twice, or one that is not among them
         */
        public static List<String> ordered(String what, List<String> names, List<String> known) {
            Set<String> distinct = new LinkedHashSet<>(names);
            if (distinct.isEmpty() || distinct.size() < names.size() || !known.containsAll(distinct)) {
                throw new IllegalArgumentException(
                        what + " " + names + ", expected at least one of " + known + ", each once");
            }
            return known.stream().filter(distinct::contains).toList();
        }
    }

    /**
     * A whole number from 1, below that of another setting. Nobody says it: a share of that one, which is written as 0.
     *
     * @param share so manieth a part, at least 1
     */
    record Below(String name, Whole of, int share) implements Setting {

        @Override
        public Integer byDefault() {
            return 0;
        }

        /** What 0 stands for. */
        public int settled(int said, int other) {
            return said > 0 ? said : Math.max(1, other / share);
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
     * {@link Changes}, an object with two fields; none by default.
     *
     * @param every the field that says how often
     * @param most the field that says how many
     */
    record Changing(String name, Whole every, Whole most) implements Setting {

        /** With the limits that all such settings have. */
        public Changing(String name) {
            this(name, new Whole(Changes.EVERY, 0, 1, 1_000_000), new Whole(Changes.MOST, 0, 1, 4_096));
        }

        @Override
        public Changes byDefault() {
            return Changes.NONE;
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
                case Whole _, Below _ -> Integer.valueOf(text);
                case Decimal _ -> Double.valueOf(text);
                case Flag _ -> flag(text);
                case Names _, Subset _ -> text.isEmpty() ? List.<String>of() : List.of(text.split(","));
                case Changing _ -> Changes.parse(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name() + " is " + text + ", expected a number", e);
        }
    }

    /** A value of this setting as a text. */
    default String text(Object value) {
        return switch (this) {
            case Whole _, Below _, Decimal _, Flag _ -> value.toString();
            case Names _, Subset _ -> String.join(",", MethodSettings.names(value));
            case Changing _ -> ((Changes) value).text();
        };
    }

    private Boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(name() + " is " + text + ", expected true or false");
        }
        return Boolean.valueOf(text);
    }
}
