package sharelora.operations;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with what the user gave, collected so that it is reported all at once. */
public final class Problems {

    private final List<String> lines = new ArrayList<>();

    /** One problem: where, what was found, what was expected. */
    public void add(String where, Object found, String expected) {
        lines.add(where + ": " + (found == null ? "missing" : "'" + found + "'") + ", expected " + expected);
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
