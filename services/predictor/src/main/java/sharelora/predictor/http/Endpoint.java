package sharelora.predictor.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Executor;

/** What answers the requests of some paths, once it is known who asks and that there is room. */
public interface Endpoint {

    /** Whether it answers at that path. */
    boolean isAt(String path);

    /** The one method that it answers. */
    HttpMethod method();

    /** A problem as its clients expect to be told. */
    JsonObject error(HttpProblem problem);

    /**
     * Answers; called on the event loop, so it must not wait.
     *
     * @param work runs what takes time
     */
    void answer(Exchange exchange, byte[] body, Executor work);
}
