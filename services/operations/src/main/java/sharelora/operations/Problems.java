package sharelora.operations;

import java.util.ArrayList;
import java.util.List;
import sharelora.platform.examples.Shown;

/** Everything that is wrong with what the user gave, collected so that it is reported all at once. */
public final class Problems {

    private static final int LONGEST_SHOWN = 300;

    private final List<Problem> found = new ArrayList<>();

    private record Problem(String where, String line) {}

    /** One problem: where, what was found, what was expected; what was found is shown escaped and cut. */
    public void add(String where, Object value, String expected) {
        refuse(
                where,
                (value == null ? "missing" : "'" + Shown.of(value.toString(), LONGEST_SHOWN) + "'") + ", expected "
                        + expected);
    }

    /** One problem in words that name value and expectation themselves. */
    public void refuse(String where, String why) {
        say(where, where + ": " + why);
    }

    /** One problem whose line is written already. */
    public void say(String where, String line) {
        found.add(new Problem(where, line));
    }

    /** Whether there is a problem at that place, or within it: one of {@code stream.input.topic} is about {@code stream}. */
    public boolean about(String where) {
        return found.stream().anyMatch(each -> each.where.equals(where) || each.where.startsWith(where + "."));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Ends the command with exit code 2 where there is any problem. */
    public void throwIfAny(String what) {
        if (!isEmpty()) {
            throw new WrongUsageException(what, lines());
        }
    }

    public List<String> lines() {
        return found.stream().map(Problem::line).toList();
    }
}
