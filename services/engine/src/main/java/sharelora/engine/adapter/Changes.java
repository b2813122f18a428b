package sharelora.engine.adapter;

import java.util.Map;

/**
 * Changes that a method makes to its own form while it trains.
 *
 * @param every so many updates one is made
 * @param most so many in all
 */
public record Changes(int every, int most) {

    /** No change. */
    public static final Changes NONE = new Changes(0, 0);

    /** The field of a job file and of a state with {@link #every}. */
    public static final String EVERY = "every";

    /** The field with {@link #most}. */
    public static final String MOST = "most";

    public Changes {
        boolean none = every == 0 && most == 0;
        if (!none && (every < 1 || most < 1)) {
            throw new IllegalArgumentException(
                    "every is " + every + " and most " + most + ", expected both at least 1, or both 0 for no change");
        }
    }

    /** Whether any is made. */
    public boolean any() {
        return most > 0;
    }

    /** Whether one is made after so many updates, where some were made before. */
    public boolean isDue(long updates, int made) {
        return made < most && updates % every == 0;
    }

    /** Updates until the last one. */
    public long last() {
        return (long) every * most;
    }

    /** Its fields by name. */
    public Map<String, Object> fields() {
        return Map.of(EVERY, every, MOST, most);
    }

    /** As a text, which {@link #parse} reads back: {@code 50,3}; nothing where there is none. */
    String text() {
        return any() ? every + "," + most : "";
    }

    /** @throws NumberFormatException where it is no such text */
    static Changes parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        String[] numbers = text.split(",", -1);
        if (numbers.length != 2) {
            throw new NumberFormatException("expected two numbers");
        }
        return new Changes(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    @Override
    public String toString() {
        return any() ? "{every: " + every + ", most: " + most + "}" : "none";
    }
}
