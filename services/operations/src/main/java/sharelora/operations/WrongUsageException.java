package sharelora.operations;

import java.util.ArrayList;
import java.util.List;

/** The user's input cannot be used: every problem of it, one line each. Exit code 2. */
public final class WrongUsageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ArrayList<String> problems;

    public WrongUsageException(String what, List<String> problems) {
        super(what);
        this.problems = new ArrayList<>(problems);
    }

    /** One problem that stands alone. */
    public static WrongUsageException of(String problem) {
        return new WrongUsageException(problem, List.of());
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }
}
