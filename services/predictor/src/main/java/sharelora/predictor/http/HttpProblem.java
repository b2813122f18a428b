package sharelora.predictor.http;

import java.util.Optional;

/** Why a request is not answered, with the status that says so. */
public final class HttpProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String param;
    private final String code;

    /** A problem of no field in particular. */
    public HttpProblem(int status, String message) {
        this(status, message, null, null);
    }

    private HttpProblem(int status, String message, String param, String code) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    /** The same problem, of that field of the request. */
    public HttpProblem at(String field) {
        return new HttpProblem(status, getMessage(), field, code);
    }

    /** The same problem, with a word for programs. */
    public HttpProblem coded(String word) {
        return new HttpProblem(status, getMessage(), param, word);
    }

    /** The response's status. */
    public int status() {
        return status;
    }

    /** The field of the request that it is about. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** A word for programs. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }
}
