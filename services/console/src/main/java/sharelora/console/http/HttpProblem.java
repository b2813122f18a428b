package sharelora.console.http;

import java.util.List;

/** Why a request is not answered, with the status that says so. */
final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> problems;

    HttpProblem(int status, String message) {
        this(status, message, List.of());
    }

    /** @param problems each names a value and what was expected */
    HttpProblem(int status, String message, List<String> problems) {
        super(message, null, false, false);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    int status() {
        return status;
    }

    List<String> problems() {
        return problems;
    }
}
