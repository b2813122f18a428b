package sharelora.operations;

import java.util.ArrayList;
import java.util.List;
import sharelora.platform.examples.Shown;

/** Everything that is wrong with what the user gave, collected so that it is reported all at once. */
public final class Problems {

    private static final int LONGEST_SHOWN = 300;

    private final List<String> lines = new ArrayList<>();

    /** One problem: where, what was found, what was expected; what was found is shown escaped and cut. */
    public void add(String where, Object found, String expected) {
        lines.add(where + ": " + (found == null ? "missing" : "'" + Shown.of(found.toString(), LONGEST_SHOWN) + "'")
                + ", expected " + expected);
    }

    /** Ends the command with exit code 2 where there is any problem. */
    public void throwIfAny(String what) {
        if (!lines.isEmpty()) {
            throw new WrongUsageException(what, lines);
        }
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
